package dev.tincan.server.signaling;

import dev.tincan.calls.call.StoredParticipant;
import dev.tincan.calls.session.ParticipantId;
import dev.tincan.server.store.ParticipantStore;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings who is in a call to the database without making anybody wait: what changes while a write
/// is under way goes together into the next one, the latest state of each participant only. Safe
/// for any thread.
final class ParticipantWrites {
  private static final Logger LOG = LoggerFactory.getLogger(ParticipantWrites.class);

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
      waiting.put(id, change);
      if (waiting.size() > 1) {
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
      LOG.error("who is in a call could not be stored; a restart would not know", failed);
    }
  }
}
