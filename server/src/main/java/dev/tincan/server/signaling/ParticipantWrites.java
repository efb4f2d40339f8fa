package dev.tincan.server.signaling;

import dev.tincan.calls.call.StoredParticipant;
import dev.tincan.calls.session.ParticipantId;
import dev.tincan.server.store.Database;
import dev.tincan.server.store.ParticipantStore;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings who is in a call to the database without making anybody wait: what changes while a write
/// is under way goes together into the next one, the latest state of each participant only. What
/// could not be written because the database is away is tried again until it is back. Safe for any
/// thread.
final class ParticipantWrites {
  private static final Logger LOG = LoggerFactory.getLogger(ParticipantWrites.class);

  /// While the database is away; beyond that a restart would not know the latest.
  private static final int WAITING_MAX = 50_000;

  private static final Duration RETRY = Duration.ofSeconds(2);

  private final ParticipantStore store;
  private final Executor writer;

  /// Guarded by itself.
  private final Map<ParticipantId, Optional<StoredParticipant>> waiting = new LinkedHashMap<>();

  ParticipantWrites(ParticipantStore store, Executor writer) {
    this.store = store;
    this.writer = writer;
  }

  void save(StoredParticipant participant) {
    add(participant.participant().id(), Optional.of(participant));
  }

  void remove(ParticipantId participant) {
    add(participant, Optional.empty());
  }

  private void add(ParticipantId id, Optional<StoredParticipant> change) {
    synchronized (waiting) {
      boolean first = waiting.isEmpty();
      if (waiting.size() < WAITING_MAX || waiting.containsKey(id)) {
        waiting.put(id, change);
      }
      if (!first) {
        return; // The write that awaits its turn takes this along.
      }
    }
    writer.execute(this::write);
  }

  private void write() {
    Map<ParticipantId, Optional<StoredParticipant>> changes;
    synchronized (waiting) {
      changes = new LinkedHashMap<>(waiting);
      waiting.clear();
    }
    try {
      store.save(changes);
    } catch (RuntimeException failed) {
      if (Database.isPassing(failed)) {
        again(changes);
      } else {
        LOG.error("who is in a call could not be stored; a restart would not know", failed);
      }
    }
  }

  /// What came meanwhile is later, and counts.
  private void again(Map<ParticipantId, Optional<StoredParticipant>> changes) {
    synchronized (waiting) {
      boolean first = waiting.isEmpty();
      Map<ParticipantId, Optional<StoredParticipant>> later = new LinkedHashMap<>(waiting);
      waiting.clear();
      waiting.putAll(changes);
      waiting.putAll(later);
      if (!first) {
        return;
      }
    }
    CompletableFuture.delayedExecutor(RETRY.toMillis(), TimeUnit.MILLISECONDS, writer)
        .execute(this::write);
  }
}
