package dev.tincan.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tincan.calls.call.StoredCall;
import dev.tincan.server.config.InvalidConfig;
import dev.tincan.server.config.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupTest {
  private static final StoredCall EARLY =
      StoredThings.call(StoredThings.id(1), "Ben", Optional.empty());
  private static final StoredCall LATE =
      StoredThings.call(StoredThings.id(2), "Ben", Optional.empty());

  @TempDir private Path folder;

  @Test
  void whatWasStoredBeforeTheBackupIsThereAgain() throws IOException {
    Path dataDir = folder.resolve("data");
    Path file = folder.resolve("backup.zip");
    Secret secret;
    // Open all the time, as by a running server.
    try (Database database = Database.open(dataDir)) {
      secret = DataDir.turnSecret(dataDir);
      Files.createDirectories(dataDir.resolve("tls"));
      Files.writeString(dataDir.resolve("tls/ca.pem"), "authority");
      new CallStore(database).save(EARLY);
      Backup.write(dataDir, file, _ -> {});
      new CallStore(database).save(LATE);
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");

    Path other = folder.resolve("other");
    Backup.restore(file, other);
    assertThat(DataDir.turnSecret(other)).isEqualTo(secret);
    assertThat(other.resolve("tls/ca.pem")).hasContent("authority");
    try (Database database = Database.open(other)) {
      assertThat(new CallStore(database).load(10)).containsExactly(EARLY);
    }
    assertThat(names(folder)).containsExactlyInAnyOrder("data", "backup.zip", "other");
    assertThat(names(other))
        .contains("tincan.db", "turn-secret", "tls")
        .noneMatch(name -> name.startsWith(".tincan"));
  }

  @Test
  void aBackupReplacesNothing() throws IOException {
    Database.open(folder.resolve("data")).close();
    Path file = Files.writeString(folder.resolve("backup.zip"), "dear");

    assertThatThrownBy(() -> Backup.write(folder.resolve("data"), file, _ -> {}))
        .isInstanceOf(InvalidConfig.class)
        .hasMessageContaining("give another name");
    assertThat(file).hasContent("dear");
  }

  @Test
  void aRestoreReplacesNothing() {
    Path dataDir = folder.resolve("data");
    Database.open(dataDir).close();
    Path file = folder.resolve("backup.zip");
    Backup.write(dataDir, file, _ -> {});

    assertThatThrownBy(() -> Backup.restore(file, dataDir))
        .isInstanceOf(InvalidConfig.class)
        .hasMessageContaining("give another --data-dir");
  }

  @Test
  void whereThereIsNothingToBackUpOrToRestoreThatIsSaid() throws IOException {
    Path file = folder.resolve("backup.zip");
    assertThatThrownBy(() -> Backup.write(folder, file, _ -> {}))
        .isInstanceOf(InvalidConfig.class)
        .hasMessageContaining("--data-dir");
    assertThat(file).doesNotExist();

    Files.writeString(file, "no zip");
    assertThatThrownBy(() -> Backup.restore(file, folder.resolve("other")))
        .isInstanceOf(InvalidConfig.class)
        .hasMessageContaining("./tincan backup");
    assertThat(names(folder.resolve("other"))).isEmpty();
  }

  @Test
  void aFolderThatCannotBeWrittenIsSaid() {
    Database.open(folder.resolve("data")).close();
    assertThatThrownBy(
            () -> Backup.write(folder.resolve("data"), folder.resolve("none/backup.zip"), _ -> {}))
        .isInstanceOf(InvalidConfig.class)
        .hasMessageContaining("cannot be written");
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
