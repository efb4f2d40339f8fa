package dev.tincan.testkit;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.List;
import org.junit.jupiter.api.Test;

class PureCoreRulesTest {
  private static final String BROKEN = "dev.tincan.testkit.broken";

  @Test
  void everyBrokenRuleIsNamed() {
    assertThatThrownBy(() -> rules(BROKEN, "value").check())
        .isInstanceOf(AssertionError.class)
        .hasMessageContainingAll("R3", "R4", "R5", "R8", "R9")
        .hasMessageContainingAll(
            "ReentrantLock", "HashMap", "Instant.now", "nanoTime", "Random", "Mutable", "calls");
  }

  @Test
  void whatOnlyLooksBannedIsAllowed() {
    assertThatCode(() -> rules(BROKEN + ".clean").check()).doesNotThrowAnyException();
  }

  @Test
  void aValuePackageThatDoesNotExistIsAMistake() {
    assertThatThrownBy(() -> rules(BROKEN + ".clean", "message").check())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("failed to check any classes");
  }

  @Test
  void aModuleWithoutClassesIsAMistake() {
    assertThatThrownBy(() -> PureCoreRules.of("dev.tincan.nowhere"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static PureCoreRules rules(String root, String... valuePackages) {
    return new PureCoreRules(
        root, List.of(valuePackages), new ClassFileImporter().importPackages(root));
  }
}
