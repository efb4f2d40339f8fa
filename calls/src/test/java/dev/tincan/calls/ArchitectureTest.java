package dev.tincan.calls;

import dev.tincan.testkit.PureCoreRules;
import org.junit.jupiter.api.Test;

final class ArchitectureTest {

  @Test
  void callsIsAPureCore() {
    PureCoreRules.of("dev.tincan.calls", "message").check();
  }
}
