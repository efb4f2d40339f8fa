package dev.tincan.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tincan.server.config.InvalidConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirTest {
  @TempDir private Path dataDir;

  @Test
  void theDatabaseAndTheSecretAreReadableByTheirOwnerOnly() throws IOException {
    Database.open(dataDir).close();
    DataDir.turnSecret(dataDir);

    for (String file : new String[] {"tincan.db", "turn-secret"}) {
      assertThat(
              PosixFilePermissions.toString(Files.getPosixFilePermissions(dataDir.resolve(file))))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void theSecretStaysTheSame() {
    assertThat(DataDir.turnSecret(dataDir)).isEqualTo(DataDir.turnSecret(dataDir));
  }

  @Test
  void aFileThatIsNoDatabaseIsSaidInOneSentence() throws IOException {
    Files.writeString(
        dataDir.resolve("tincan.db"), "this is not a database, only text ".repeat(100));

    assertThatThrownBy(() -> Database.open(dataDir))
        .isInstanceOf(InvalidConfig.class)
        .hasMessageContaining("--data-dir");
  }
}
