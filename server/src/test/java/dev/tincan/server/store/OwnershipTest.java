package dev.tincan.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource
@SuppressWarnings("NullAway") // fields that JUnit or a method before each test sets
class OwnershipTest {
  @Parameter private TestDatabase kind;
  @TempDir private Path dataDir;

  @Test
  void aDatabaseBelongsToOneTincanUntilItEnds() {
    Engine engine = kind.fresh(dataDir);
    try (Ownership first = engine.own()) {
      assertThat(first.holds()).isTrue();
      assertThatThrownBy(engine::own)
          .isInstanceOf(Engine.InUse.class)
          .hasMessageStartingWith("Another Tincan")
          .hasMessageContaining("stop it, or give this one");
      // Commands go on beside it.
      TestDatabase.open(engine).close();
    }
    engine.own().close();
  }
}
