package dev.tincan.server.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An advisory lock on a connection of its own, which is looked at every second: so it is known
/// soon that the database went away, and that it is back.
final class PostgresLock implements Ownership {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresLock.class);

  /// "Tincan" in ASCII: any number that nobody else takes.
  private static final long KEY = 0x54_69_6e_63_61_6eL;

  /// For one that is just ending, or whose end PostgreSQL has not noticed yet.
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
  private static final int ANSWER_SECONDS_MAX = 3;

  private final PostgresServer server;
  private final PGSimpleDataSource source;

  /// Owned by the thread, which begins after the first one was taken.
  private @Nullable Connection connection;

  /// Whether it was said already; owned by the thread.
  private boolean saidTaken;

  /// Read by any thread; written by the thread.
  private volatile boolean holds = true;

  /// Read by the thread; written once, by [#close].
  private volatile boolean closed;

  private final Thread thread;

  private PostgresLock(PostgresServer server, PGSimpleDataSource source, Connection connection) {
    this.server = server;
    this.source = source;
    this.connection = connection;
    thread = Thread.ofPlatform().name("database-watch").daemon().start(this::watch);
  }

  /// @throws Engine.InUse when another process has it, and keeps it
  static PostgresLock take(PostgresServer server) {
    PGSimpleDataSource source = server.source();
    long giveUpNanos = System.nanoTime() + PATIENCE.toNanos();
    try {
      while (true) {
        Optional<Connection> taken = tryTake(source);
        if (taken.isPresent()) {
          return new PostgresLock(server, source, taken.get());
        }
        if (System.nanoTime() - giveUpNanos >= 0) {
          throw new Engine.InUse(inUse(server));
        }
        Thread.sleep(PAUSE);
      }
    } catch (SQLException failed) {
      throw server.unusable(new IllegalStateException(failed));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", interrupted);
    }
  }

  private static String inUse(PostgresServer server) {
    return "Another Tincan uses the database '%s' at %s; stop it, or give this one a database of its own by --database-url."
        .formatted(server.url().database(), server.url().place());
  }

  private static Optional<Connection> tryTake(PGSimpleDataSource source) throws SQLException {
    Connection connection = source.getConnection();
    boolean taken = false;
    try (Statement statement = connection.createStatement();
        ResultSet answer = statement.executeQuery("SELECT pg_try_advisory_lock(" + KEY + ")")) {
      answer.next();
      taken = answer.getBoolean(1);
    } finally {
      if (!taken) {
        connection.close();
      }
    }
    return taken ? Optional.of(connection) : Optional.empty();
  }

  private void watch() {
    try {
      while (!closed) {
        Thread.sleep(BETWEEN_LOOKS);
        look();
      }
    } catch (InterruptedException closing) {
      // By close.
    } finally {
      drop();
    }
  }

  private void look() {
    if (answers()) {
      return;
    }
    if (holds) {
      holds = false;
      LOG.warn(
          "the database at {} is away; calls go on, new ones are refused until it is back",
          server.url().place());
    }
    drop();
    try {
      Optional<Connection> taken = tryTake(source);
      if (taken.isPresent()) {
        connection = taken.get();
        holds = true;
        saidTaken = false;
        LOG.info("the database is back");
      } else if (!saidTaken) {
        saidTaken = true;
        LOG.error("{}", inUse(server));
      }
    } catch (SQLException stillAway) {
      // Said once, above.
    }
  }

  private boolean answers() {
    try {
      return connection != null && connection.isValid(ANSWER_SECONDS_MAX);
    } catch (SQLException never) {
      return false;
    }
  }

  private void drop() {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (SQLException gone) {
      // As it should be.
    }
    connection = null;
  }

  @Override
  public boolean holds() {
    return holds;
  }

  /// Waits until the lock is given back, so that whoever starts next can have it.
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(PATIENCE);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
