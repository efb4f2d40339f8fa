package dev.tincan.server.store;

import dev.tincan.server.config.InvalidConfig;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.sqlite.SQLiteConfig;

/// One zip file of all that a server needs to go on elsewhere: the SQLite file as it was at one
/// moment, and the secrets of the data folder. Made while the server runs, and without it.
public final class Backup {
  /// What may be in the data folder beside the database.
  private static final List<String> SECRETS =
      List.of(
          "turn-secret", "tls/ca.pem", "tls/ca-key.pem", "tls/server.pem", "tls/server-key.pem");

  /// Where the copy is made: beside the file, so that the last step is a new name for it, no copy.
  private static final String SCRATCH = ".tincan-backup";

  private static final Duration BETWEEN_PROGRESS = Duration.ofSeconds(1);

  private Backup() {}

  /// @param copied told every second how many bytes of the database are copied
  /// @throws InvalidConfig when the file is there already, or cannot be written, or there is
  ///   nothing to back up; no half file is left then
  public static void write(Path dataDir, Path file, LongConsumer copied) {
    Path database = dataDir.resolve(SqliteFile.NAME);
    if (!Files.isRegularFile(database)) {
      throw new InvalidConfig(
          "There is no database in %s; name the folder of the server by --data-dir."
              .formatted(dataDir.toAbsolutePath()));
    }
    Path target = file.toAbsolutePath();
    if (Files.exists(target)) {
      throw taken(target);
    }
    try {
      Path scratch = Files.createTempDirectory(target.getParent(), SCRATCH);
      try {
        Path copy = scratch.resolve(SqliteFile.NAME);
        copy(database, copy, copied);
        Path zip = scratch.resolve("backup.zip");
        pack(dataDir, copy, zip);
        name(zip, target);
      } finally {
        delete(scratch);
      }
    } catch (IOException unwritable) {
      throw new InvalidConfig(
          "The backup %s cannot be written (%s); check the folder, its rights and its space."
              .formatted(target, unwritable.getMessage()),
          unwritable);
    }
  }

  private static InvalidConfig taken(Path target) {
    return new InvalidConfig(
        target + " is there already, and a backup replaces nothing; give another name.");
  }

  /// In one reading transaction: writers go on beside it and are not seen.
  private static void copy(Path database, Path copy, LongConsumer copied) throws IOException {
    Files.createFile(copy);
    DataDir.ownerOnly(copy);
    Thread progress = Thread.ofVirtual().start(() -> tell(copy, copied));
    try (Connection connection = SqliteFile.source(database).getConnection();
        var vacuum = connection.prepareStatement("VACUUM INTO ?")) {
      vacuum.setString(1, copy.toString());
      vacuum.execute();
      requireWhole(copy);
    } catch (SQLException failed) {
      throw new IOException(firstLine(failed), failed);
    } finally {
      progress.interrupt();
    }
  }

  private static void tell(Path copy, LongConsumer copied) {
    try {
      while (true) {
        Thread.sleep(BETWEEN_PROGRESS);
        copied.accept(copy.toFile().length());
      }
    } catch (InterruptedException done) {
      // By whoever copies.
    }
  }

  private static void requireWhole(Path database) throws SQLException, IOException {
    var reading = new SQLiteConfig();
    reading.setReadOnly(true);
    try (Connection connection = reading.createConnection("jdbc:sqlite:" + database);
        Statement statement = connection.createStatement();
        ResultSet answer = statement.executeQuery("PRAGMA quick_check(1)")) {
      String said = answer.next() ? answer.getString(1) : "no answer";
      if (!said.equals("ok")) {
        throw new IOException("the database is damaged: " + said);
      }
    }
  }

  private static String firstLine(Exception failure) {
    return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
  }

  private static void pack(Path dataDir, Path copy, Path zip) throws IOException {
    Files.createFile(zip);
    DataDir.ownerOnly(zip);
    try (var file = new FileOutputStream(zip.toFile());
        var out = new ZipOutputStream(file)) {
      for (String secret : SECRETS) {
        if (Files.isRegularFile(dataDir.resolve(secret))) {
          add(out, secret, dataDir.resolve(secret));
        }
      }
      add(out, SqliteFile.NAME, copy);
      out.finish();
      file.getFD().sync();
    }
  }

  private static void add(ZipOutputStream out, String name, Path file) throws IOException {
    out.putNextEntry(new ZipEntry(name));
    Files.copy(file, out);
    out.closeEntry();
  }

  /// A link, not a move: a file of that name that came meanwhile must not be replaced.
  private static void name(Path zip, Path target) throws IOException {
    try {
      Files.createLink(target, zip);
    } catch (FileAlreadyExistsException cameMeanwhile) {
      throw taken(target);
    } catch (UnsupportedOperationException | FileSystemException noLinks) {
      // Some file systems of memory cards have none; a move looks before it replaces nothing.
      Files.move(zip, target);
    }
  }

  /// Lays out a backup in a folder that holds none of it yet.
  ///
  /// @throws InvalidConfig when the file is no backup, or the folder is not free
  public static void restore(Path file, Path dataDir) {
    DataDir.prepare(dataDir);
    Stream.concat(SECRETS.stream(), Stream.of(SqliteFile.NAME))
        .map(dataDir::resolve)
        .filter(Files::exists)
        .findFirst()
        .ifPresent(there -> {
          throw new InvalidConfig(
              there
                  + " is there already, and a restore replaces nothing; give another --data-dir.");
        });
    try (ZipFile zip = new ZipFile(file.toFile())) {
      Path scratch = Files.createTempDirectory(dataDir, SCRATCH);
      try {
        unpack(zip, scratch);
        // The database last: while it is missing, the folder is not a restored one.
        for (String name : SECRETS) {
          if (Files.exists(scratch.resolve(name))) {
            move(scratch.resolve(name), dataDir.resolve(name));
          }
        }
        move(scratch.resolve(SqliteFile.NAME), dataDir.resolve(SqliteFile.NAME));
      } finally {
        delete(scratch);
      }
    } catch (IOException | SQLException unusable) {
      throw new InvalidConfig(
          "%s cannot be restored (%s); give a file that './tincan backup' made."
              .formatted(file, firstLine(unusable)),
          unusable);
    }
  }

  /// Only names that a backup has: no other file is touched, whatever the zip says.
  private static void unpack(ZipFile zip, Path scratch) throws IOException, SQLException {
    for (String name : Stream.concat(SECRETS.stream(), Stream.of(SqliteFile.NAME)).toList()) {
      ZipEntry entry = zip.getEntry(name);
      if (entry != null) {
        Path file = scratch.resolve(name);
        makePrivateFolder(file);
        Files.createFile(file);
        DataDir.ownerOnly(file);
        try (InputStream in = zip.getInputStream(entry);
            var out = new FileOutputStream(file.toFile())) {
          in.transferTo(out);
          out.getFD().sync();
        }
      }
    }
    if (!Files.exists(scratch.resolve(SqliteFile.NAME))) {
      throw new IOException("there is no " + SqliteFile.NAME + " in it");
    }
    requireWhole(scratch.resolve(SqliteFile.NAME));
  }

  private static void move(Path from, Path to) throws IOException {
    makePrivateFolder(to);
    Files.move(from, to);
  }

  /// For this file.
  private static void makePrivateFolder(Path file) throws IOException {
    Path folder = Objects.requireNonNull(file.getParent());
    if (!Files.exists(folder)) {
      Files.createDirectory(folder);
      DataDir.ownerOnlyFolder(folder);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
