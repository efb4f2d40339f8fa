package dev.tincan.server.store;

import dev.tincan.server.config.InvalidConfig;
import dev.tincan.server.config.Secret;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;

/// The folder that holds the database and the secrets.
public final class DataDir {
  private static final int SECRET_BYTES = 32;

  private DataDir() {}

  /// Makes the folder when it is missing.
  ///
  /// @throws InvalidConfig when it cannot be made or written
  public static void prepare(Path dataDir) {
    try {
      Files.createDirectories(dataDir);
      Files.delete(Files.createTempFile(dataDir, "write-test", ""));
    } catch (IOException unwritable) {
      throw new InvalidConfig(
          "The data folder "
              + dataDir.toAbsolutePath()
              + " cannot be written; give this user the right to write there, or another folder by --data-dir.",
          unwritable);
    }
  }

  /// The TURN secret that the folder keeps, made now if there is none. The same for every program
  /// that uses the folder.
  public static Secret turnSecret(Path dataDir) {
    prepare(dataDir);
    Path file = dataDir.resolve("turn-secret");
    try {
      if (!Files.exists(file)) {
        makeSecret(dataDir, file);
      }
      return new Secret(Files.readString(file).strip());
    } catch (IOException unreadable) {
      throw new InvalidConfig(
          "The file " + file + " cannot be read; give this user the right to read it.", unreadable);
    }
  }

  private static void makeSecret(Path dataDir, Path file) throws IOException {
    Path fresh = Files.createTempFile(dataDir, "turn-secret", "");
    try {
      ownerOnly(fresh);
      Files.writeString(fresh, randomText());
      // A link, not a move: whoever comes second must not replace the secret of the first.
      Files.createLink(file, fresh);
    } catch (FileAlreadyExistsException madeMeanwhile) {
      // By another program that uses the same folder; its secret is the one.
    } finally {
      Files.delete(fresh);
    }
  }

  public static void ownerOnly(Path file) throws IOException {
    restrict(file, "rw-------");
  }

  static void ownerOnlyFolder(Path folder) throws IOException {
    restrict(folder, "rwx------");
  }

  private static void restrict(Path path, String permissions) throws IOException {
    var posix = Files.getFileAttributeView(path, PosixFileAttributeView.class);
    if (posix != null) {
      posix.setPermissions(PosixFilePermissions.fromString(permissions));
    }
  }

  private static String randomText() {
    byte[] bytes = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
