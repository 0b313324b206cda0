package peercache.origin;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ArchitectureTests {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("peercache.origin");

  @Test
  void featuresFormNoCycle() {
    slices().matching("peercache.origin.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void policiesAreFreeOfFrameworksAndSockets() {
    classes()
        .that()
        .haveSimpleNameEndingWith("Policy")
        .or()
        .haveSimpleName("LastModified")
        .or()
        .haveSimpleName("Freshness")
        .or()
        .haveSimpleName("Rendezvous")
        .or()
        .haveSimpleName("ZoneTable")
        .or()
        .haveSimpleName("ExpectedDigest")
        .or()
        .haveSimpleName("AcceptedForm")
        .or()
        .haveSimpleName("Metalink")
        .or()
        .haveSimpleName("Markup")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("java..", "peercache..", "org.jspecify..")
        .check(CLASSES);
  }

  @Test
  void timeComesFromTheClock() {
    noClasses()
        .that(not(simpleNameEndingWith("Configuration")))
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(Clock.class, "systemUTC")
        .check(CLASSES);
  }
}
