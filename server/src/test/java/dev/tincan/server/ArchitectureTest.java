package dev.tincan.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Who may import whom inside the shell (ARCHITECTURE.md).
class ArchitectureTest {
  private static final String SERVER = "dev.tincan.server";
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(SERVER);

  @ParameterizedTest
  @CsvSource({
    "relay, signaling",
    "signaling, relay",
    "api, relay",
    "api, signaling",
    "relay, api",
    "signaling, api"
  })
  void r6_featuresDoNotKnowEachOther(String feature, String other) {
    noClasses()
        .that()
        .resideInAPackage(in(feature))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(in(other), SERVER)
        .check(CLASSES);
  }

  @ParameterizedTest
  @CsvSource({
    "calendar",
    "mail",
    "config",
    "net",
    "http",
    "auth",
    "store",
    "ops",
    "time",
    "tls",
    "events"
  })
  void r6_thePlatformKnowsNoFeature(String platform) {
    noClasses()
        .that()
        .resideInAPackage(in(platform))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(in("relay"), in("signaling"), in("api"), SERVER)
        .check(CLASSES);
  }

  @Test
  void r7_sqlStaysInTheStore() {
    noClasses()
        .that()
        .resideOutsideOfPackage(in("store"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.sql..", "org.jdbi..", "org.sqlite..", "org.postgresql..", "org.flywaydb..")
        .check(CLASSES);
  }

  @Test
  void r7_theHttpLibraryStaysWhereHttpIsServed() {
    noClasses()
        .that()
        .resideOutsideOfPackages(in("http"), in("signaling"), in("api"), in("events"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.helidon..")
        .check(CLASSES);
  }

  @Test
  void r7_socketsStayInNetAndRelay() {
    noClasses()
        .that()
        .resideOutsideOfPackages(in("net"), in("relay"), in("tls"), in("http"))
        .should()
        .dependOnClassesThat()
        .haveNameMatching(
            "java\\.net\\.(Server|Datagram)?Socket|java\\.nio\\.channels\\.(?!File).*Channel")
        .check(CLASSES);
  }

  private static String in(String name) {
    return SERVER + "." + name + "..";
  }
}
