package peercache.registry;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ArchitectureTests {
  private static final Set<String> POLICIES =
      Set.of(
          "ZoneRules",
          "IpAddress",
          "Rendezvous",
          "Headroom",
          "Nearness",
          "Member",
          "Candidate",
          "Traces",
          "PlainLookup",
          "NodeDirectory",
          "Suspicion",
          "Standing",
          "StandingPolicy",
          "Evidence",
          "Damping",
          "SelfDoubt",
          "Ranking",
          "FillPlacement",
          "OriginNeed",
          "DemandPolicy",
          "ReportOutcome",
          "Keepers",
          "Pace",
          "InventoryReader");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("peercache.registry");

  @Test
  void featuresDoNotDependOnEachOtherInCircles() {
    slices().matching("peercache.registry.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void policiesKnowNothingButTheContract() {
    noClasses()
        .that(areNamed(POLICIES))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.springframework..", "jakarta..", "org.eclipse.jetty..", "java.sql..")
        .check(CLASSES);
  }

  @Test
  void timeComesFromAClock() {
    noClasses().should().callMethod(Instant.class, "now").check(CLASSES);
    noClasses().should().callMethod(System.class, "currentTimeMillis").check(CLASSES);
    noClasses().should().callMethod(System.class, "nanoTime").check(CLASSES);
  }

  @Test
  void onlyTheWebKnowsHttpStatus() {
    noClasses()
        .that()
        .resideOutsideOfPackage("peercache.registry.web")
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("org.springframework.http.ResponseEntity")
        .check(CLASSES);
  }

  private static DescribedPredicate<JavaClass> areNamed(Set<String> names) {
    return DescribedPredicate.describe(
        "are policies", candidate -> names.contains(candidate.getSimpleName()));
  }
}
