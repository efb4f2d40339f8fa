package dev.tincan.server.store;

import dev.tincan.calls.call.CallRef;
import dev.tincan.calls.call.Media;
import dev.tincan.calls.call.MediaKind;
import dev.tincan.calls.call.Participant;
import dev.tincan.calls.call.Role;
import dev.tincan.calls.call.StoredParticipant;
import dev.tincan.calls.session.ParticipantId;
import dev.tincan.calls.session.SecretHash;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.statement.PreparedBatch;

/// Who is in a call. Safe for use by any thread; a call blocks until the database has it.
public final class ParticipantStore {
  private final Database database;

  public ParticipantStore(Database database) {
    this.database = database;
  }

  /// Stores or replaces those that are there, and removes those that are empty, all or none.
  public void save(Map<ParticipantId, Optional<StoredParticipant>> changes) {
    database
        .jdbi()
        .useTransaction(handle -> {
          PreparedBatch saved =
              handle.prepareBatch(
                  """
                  INSERT INTO participants
                    (id, token_hash, call, name, audio, video, role, link, stopped, position)
                  VALUES (:id, :token, :call, :name, :audio, :video, :role, :link, :stopped,
                    (SELECT COALESCE(MAX(position), 0) + 1 FROM participants))
                  ON CONFLICT (id) DO UPDATE SET call = excluded.call, name = excluded.name,
                    audio = excluded.audio, video = excluded.video, role = excluded.role,
                    link = excluded.link, stopped = excluded.stopped
                  """);
          PreparedBatch removed = handle.prepareBatch("DELETE FROM participants WHERE id = :id");
          changes.forEach((id, change) ->
              change.ifPresentOrElse(
                  stored -> add(saved, stored), () -> removed.bind("id", id.value()).add()));
          execute(saved);
          execute(removed);
        });
  }

  private static void add(PreparedBatch batch, StoredParticipant stored) {
    Participant participant = stored.participant();
    batch
        .bind("id", participant.id().value())
        .bind("token", stored.resumeToken().hex())
        .bind("call", stored.call().value())
        .bind("name", participant.name())
        .bind("audio", participant.media().audio())
        .bind("video", participant.media().video())
        .bind("role", participant.role().wire())
        .bind("link", stored.link())
        .bind("stopped", stopped(participant.stopped()))
        .add();
  }

  private static void execute(PreparedBatch batch) {
    if (batch.size() > 0) {
      batch.execute();
    }
  }

  /// Everyone, in the order in which they were first stored.
  public List<StoredParticipant> load() {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery("SELECT * FROM participants ORDER BY position")
                .map((row, _) -> participant(row))
                .list());
  }

  private static StoredParticipant participant(ResultSet row) throws SQLException {
    String call = row.getString("call");
    var participant =
        new Participant(
            new ParticipantId(row.getString("id")),
            row.getString("name"),
            new Media(row.getBoolean("audio"), row.getBoolean("video")),
            Role.of(row.getString("role")),
            true,
            stopped(row.getString("stopped")));
    return new StoredParticipant(
        CallRef.parse(call).orElseThrow(() -> new IllegalStateException("No call: " + call)),
        participant,
        new SecretHash(row.getString("token_hash")),
        Optional.ofNullable(row.getString("link")));
  }

  private static String stopped(Set<MediaKind> kinds) {
    return kinds.stream().map(MediaKind::wire).sorted().collect(Collectors.joining(" "));
  }

  private static Set<MediaKind> stopped(String wires) {
    return Stream.of(MediaKind.values())
        .filter(kind -> List.of(wires.split(" ")).contains(kind.wire()))
        .collect(Collectors.toSet());
  }
}
