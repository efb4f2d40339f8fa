package dev.tincan.server.store;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import dev.tincan.server.config.InvalidConfig;
import dev.tincan.server.config.ServerConfig;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.ConnectionFactory;
import org.jdbi.v3.core.Jdbi;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// The database, migrated to the newest schema: the SQLite file `tincan.db` of the data folder, or
/// PostgreSQL. Safe for use by any thread.
public final class Database implements AutoCloseable {
  /// Of PostgreSQL: the connection, an administrator who ends it, no room, a shutdown.
  private static final Set<String> PASSING_STATES = Set.of("08", "57", "53");

  /// Of SQLite: the disk, or another process that writes for long.
  private static final Set<SQLiteErrorCode> PASSING_CODES =
      Set.of(
          SQLiteErrorCode.SQLITE_BUSY,
          SQLiteErrorCode.SQLITE_FULL,
          SQLiteErrorCode.SQLITE_IOERR,
          SQLiteErrorCode.SQLITE_READONLY);

  private final Engine engine;
  private final Optional<Ownership> ownership;
  private final HikariDataSource pool;
  private final Jdbi jdbi;

  private Database(Engine engine, Optional<Ownership> ownership, HikariDataSource pool) {
    this.engine = engine;
    this.ownership = ownership;
    this.pool = pool;
    ConnectionFactory connections = this::connection;
    this.jdbi = Jdbi.create(connections);
  }

  /// The SQLite file of a folder, beside whoever else uses it.
  ///
  /// @throws InvalidConfig when the folder cannot be made or written, or holds a database that
  ///   cannot be used
  public static Database open(Path dataDir) {
    DataDir.prepare(dataDir);
    return open(new SqliteFile(dataDir), Optional.empty());
  }

  /// The configured one, beside whoever else uses it: for commands.
  ///
  /// @throws InvalidConfig when it cannot be had
  public static Database open(ServerConfig config) {
    return open(engine(config), Optional.empty());
  }

  /// The configured one, for this process alone: for the server.
  ///
  /// @throws InvalidConfig when it cannot be had, or another one has it
  public static Database own(ServerConfig config) {
    try {
      return ownNow(config);
    } catch (Engine.InUse taken) {
      throw new InvalidConfig(String.valueOf(taken.getMessage()), taken);
    }
  }

  /// The configured one, for this process alone; empty when another one has it.
  ///
  /// @throws InvalidConfig when it cannot be had
  public static Optional<Database> ownIfFree(ServerConfig config) {
    try {
      return Optional.of(ownNow(config));
    } catch (Engine.InUse taken) {
      return Optional.empty();
    }
  }

  private static Database ownNow(ServerConfig config) {
    Engine engine = engine(config);
    Ownership ownership = engine.own();
    try {
      // After the lock: no schema may change under a running server.
      return open(engine, Optional.of(ownership));
    } catch (RuntimeException failed) {
      ownership.close();
      throw failed;
    }
  }

  private static Engine engine(ServerConfig config) {
    if (config.storage().postgres().isPresent()) {
      return new PostgresServer(config.storage().postgres().get());
    }
    DataDir.prepare(config.dataDir());
    return new SqliteFile(config.dataDir());
  }

  static Database open(Engine engine, Optional<Ownership> ownership) {
    HikariDataSource pool;
    try {
      pool = new HikariDataSource(engine.pool());
    } catch (HikariPool.PoolInitializationException unusable) {
      throw engine.unusable(unusable);
    }
    try {
      Flyway.configure()
          .dataSource(pool)
          .locations("classpath:db/migration/" + engine.name())
          .load()
          .migrate();
      engine.opened();
      return new Database(engine, ownership, pool);
    } catch (FlywayException unusable) {
      pool.close();
      throw engine.unusable(unusable);
    }
  }

  /// At once when the database is known to be away: nobody needs to wait for that.
  private Connection connection() throws SQLException {
    if (!ownership.map(Ownership::holds).orElse(true)) {
      throw new SQLTransientConnectionException("the database is away", "08006");
    }
    return pool.getConnection();
  }

  Jdbi jdbi() {
    return jdbi;
  }

  Engine engine() {
    return engine;
  }

  /// Whether a statement goes through now.
  public boolean isUp() {
    try {
      return jdbi.withHandle(handle -> handle.createQuery("SELECT 1").mapTo(int.class).one()) == 1;
    } catch (RuntimeException down) {
      return false;
    }
  }

  /// Whether what failed may go through later: the database is away, or cannot write now.
  public static boolean isPassing(Throwable failure) {
    return Stream.iterate(failure, it -> it != null, Throwable::getCause)
        .filter(SQLException.class::isInstance)
        .map(SQLException.class::cast)
        .anyMatch(Database::isPassing);
  }

  private static boolean isPassing(SQLException failure) {
    return switch (failure) {
      case SQLTransientConnectionException _ -> true;
      case SQLiteException sqlite ->
          PASSING_CODES.stream().anyMatch(code -> (sqlite.getErrorCode() & 0xff) == code.code);
      default ->
          failure.getSQLState() != null
              && failure.getSQLState().length() == 5
              && PASSING_STATES.contains(failure.getSQLState().substring(0, 2));
    };
  }

  @Override
  public void close() {
    pool.close();
    ownership.ifPresent(Ownership::close);
  }
}
