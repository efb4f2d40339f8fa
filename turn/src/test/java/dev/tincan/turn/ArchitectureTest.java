package dev.tincan.turn;

import dev.tincan.testkit.PureCoreRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  @Test
  void theModuleIsAPureCore() {
    PureCoreRules.of("dev.tincan.turn").check();
  }
}
