package dev.tincan.server.store;

import com.zaxxer.hikari.HikariConfig;
import dev.tincan.server.config.InvalidConfig;
import java.io.IOException;
import java.nio.file.Path;
import org.jdbi.v3.core.Handle;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/// The file `tincan.db` of the data folder.
///
/// @param dataDir that was prepared
record SqliteFile(Path dataDir) implements Engine {
  static final String NAME = "tincan.db";

  /// SQLite has one writer at a time; a second connection would only wait for it.
  private static final int CONNECTIONS = 1;

  private static final int BUSY_MILLIS_MAX = 5_000;

  Path file() {
    return dataDir.resolve(NAME);
  }

  @Override
  public HikariConfig pool() {
    HikariConfig config = new HikariConfig();
    config.setDataSource(source(file()));
    config.setMaximumPoolSize(CONNECTIONS);
    config.setPoolName("sqlite");
    return config;
  }

  static SQLiteDataSource source(Path file) {
    SQLiteConfig sqlite = new SQLiteConfig();
    sqlite.setJournalMode(SQLiteConfig.JournalMode.WAL);
    sqlite.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
    sqlite.enforceForeignKeys(true);
    sqlite.setBusyTimeout(BUSY_MILLIS_MAX);
    SQLiteDataSource source = new SQLiteDataSource(sqlite);
    source.setUrl("jdbc:sqlite:" + file);
    return source;
  }

  @Override
  public String name() {
    return "sqlite";
  }

  @Override
  public void opened() {
    try {
      DataDir.ownerOnly(file());
    } catch (IOException impossible) {
      throw new InvalidConfig(
          "Cannot change the rights of " + file() + "; check who owns the data folder.",
          impossible);
    }
  }

  @Override
  public InvalidConfig unusable(RuntimeException cause) {
    String why = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    return new InvalidConfig(
        "The database %s cannot be used (%s); move it away to start with a new one, or give another --data-dir."
            .formatted(file(), why),
        cause);
  }

  /// SQLite leaves deleted text in free pages, unless it is told not to.
  @Override
  public void eraseForGood(Handle handle) {
    handle.execute("PRAGMA secure_delete = ON");
  }

  /// The log beside the file has the old pages too; it is emptied once nobody reads it.
  @Override
  public void erased(Handle handle) {
    handle.createQuery("PRAGMA wal_checkpoint(TRUNCATE)").mapToMap().list();
  }

  @Override
  public Ownership own() {
    return FolderLock.take(dataDir);
  }
}
