package dev.tincan.server.store;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Forgets calls a set time after they ended, with all that belongs to them: a minute after the
/// start, then once a day.
public final class Retention implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

  /// Calls at a time, so that nobody waits long for a write of their own.
  private static final int BATCH = 500;

  private static final Duration FIRST = Duration.ofMinutes(1);
  private static final Duration BETWEEN = Duration.ofDays(1);
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(2);

  private final Database database;
  private final Duration keep;
  private final InstantSource clock;
  private final Thread thread;

  private Retention(Database database, Duration keep, InstantSource clock) {
    this.database = database;
    this.keep = keep;
    this.clock = clock;
    thread = Thread.ofPlatform().name("retention").daemon().start(this::run);
  }

  /// @param keep how long a call is remembered after its end
  public static Retention start(Database database, Duration keep, InstantSource clock) {
    return new Retention(database, keep, clock);
  }

  private void run() {
    try {
      Thread.sleep(FIRST);
      while (true) {
        sweepNow();
        Thread.sleep(BETWEEN);
      }
    } catch (InterruptedException closing) {
      // By close.
    }
  }

  private void sweepNow() {
    try {
      int forgotten = sweep(database, clock.instant().minus(keep));
      if (forgotten > 0) {
        LOG.info(
            "calls that ended more than {} days ago are forgotten count={}",
            keep.toDays(),
            forgotten);
      }
    } catch (RuntimeException failed) {
      LOG.error("calls that ended long ago could not be forgotten; tried again in a day", failed);
    }
  }

  /// Forgets all calls that ended before, and says how many they were.
  static int sweep(Database database, Instant before) {
    int forgotten = 0;
    int batch;
    do {
      batch = database.jdbi().inTransaction(handle -> sweepBatch(handle, before));
      forgotten += batch;
    } while (batch == BATCH && !Thread.currentThread().isInterrupted());
    return forgotten;
  }

  private static int sweepBatch(Handle handle, Instant before) {
    List<String> calls =
        handle
            .createQuery(
                "SELECT id FROM calls WHERE ended_at < :before ORDER BY ended_at LIMIT :batch")
            .bind("before", before.toEpochMilli())
            .bind("batch", BATCH)
            .mapTo(String.class)
            .list();
    if (!calls.isEmpty()) {
      for (Belongings.OfCall belonging : Belongings.OF_CALL) {
        delete(handle, belonging.table(), belonging.column(), calls);
      }
      delete(handle, "calls", "id", calls);
    }
    return calls.size();
  }

  private static void delete(Handle handle, String table, String column, List<String> calls) {
    handle
        .createUpdate("DELETE FROM <table> WHERE <column> IN (<calls>)")
        .define("table", table)
        .define("column", column)
        .bindList("calls", calls)
        .execute();
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join(STOP_PATIENCE);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
