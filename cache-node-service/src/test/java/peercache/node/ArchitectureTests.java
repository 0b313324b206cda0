package peercache.node;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ArchitectureTests {
  private static final JavaClasses NODE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("peercache.node");

  @Test
  void featuresDoNotNeedEachOtherInCircles() {
    slices().matching("peercache.node.(*)..").should().beFreeOfCycles().check(NODE);
  }

  @Test
  void policiesArePure() {
    classes()
        .that()
        .haveSimpleNameEndingWith("Policy")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java.lang..",
            "java.util..",
            "java.net",
            "java.time",
            "org.jspecify..",
            "peercache.api",
            "peercache.node..")
        .check(NODE);
    noClasses()
        .that()
        .haveSimpleNameEndingWith("Policy")
        .should()
        .dependOnClassesThat()
        .haveSimpleNameEndingWith("Client")
        .check(NODE);
  }

  @Test
  void timeComesFromAClock() {
    noClasses()
        .that()
        .haveSimpleNameNotEndingWith("Configuration")
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .check(NODE);
  }
}
