package dev.tincan.server.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import dev.tincan.server.config.InvalidConfig;
import java.io.IOException;
import java.nio.file.Path;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Jdbi;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/// The SQLite file `tincan.db` of the data folder, migrated to the newest schema. Safe for use by
/// any thread.
public final class Database implements AutoCloseable {
  /// SQLite has one writer at a time; a second connection would only wait for it.
  private static final int CONNECTIONS = 1;

  private final HikariDataSource pool;
  private final Jdbi jdbi;

  private Database(HikariDataSource pool) {
    this.pool = pool;
    this.jdbi = Jdbi.create(pool);
  }

  /// @throws InvalidConfig when the folder cannot be made or written, or holds a database that
  ///   cannot be used
  public static Database open(Path dataDir) {
    DataDir.prepare(dataDir);
    Path file = dataDir.resolve("tincan.db");
    HikariDataSource pool = pool(file);
    try {
      Flyway.configure().dataSource(pool).locations("classpath:db/migration").load().migrate();
      restrict(file);
      return new Database(pool);
    } catch (FlywayException unusable) {
      pool.close();
      throw unusable(file, unusable);
    }
  }

  private static InvalidConfig unusable(Path file, RuntimeException cause) {
    String why = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    return new InvalidConfig(
        "The database %s cannot be used (%s); move it away to start with a new one, or give another --data-dir."
            .formatted(file, why),
        cause);
  }

  private static HikariDataSource pool(Path file) {
    SQLiteConfig sqlite = new SQLiteConfig();
    sqlite.setJournalMode(SQLiteConfig.JournalMode.WAL);
    sqlite.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
    sqlite.enforceForeignKeys(true);
    sqlite.setBusyTimeout(5_000);
    SQLiteDataSource source = new SQLiteDataSource(sqlite);
    source.setUrl("jdbc:sqlite:" + file);
    HikariConfig config = new HikariConfig();
    config.setDataSource(source);
    config.setMaximumPoolSize(CONNECTIONS);
    config.setPoolName("sqlite");
    try {
      return new HikariDataSource(config);
    } catch (HikariPool.PoolInitializationException unusable) {
      throw unusable(file, unusable);
    }
  }

  private static void restrict(Path file) {
    try {
      DataDir.ownerOnly(file);
    } catch (IOException impossible) {
      throw new InvalidConfig(
          "Cannot change the rights of " + file + "; check who owns the data folder.", impossible);
    }
  }

  Jdbi jdbi() {
    return jdbi;
  }

  /// Whether a statement goes through now.
  public boolean isUp() {
    try {
      return jdbi.withHandle(handle -> handle.createQuery("SELECT 1").mapTo(int.class).one()) == 1;
    } catch (RuntimeException down) {
      return false;
    }
  }

  @Override
  public void close() {
    pool.close();
  }
}
