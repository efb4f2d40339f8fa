package dev.tincan.server.store;

import dev.tincan.calls.call.CallId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/// What happened to the calls of API keys. Safe for use by any thread; a call blocks until the
/// database has it.
public final class EventStore {
  private final Database database;

  public EventStore(Database database) {
    this.database = database;
  }

  /// @param id grows
  /// @param name the same however often the event is told
  /// @param owner the id of the API key it is for
  /// @param body JSON, as it is told
  public record StoredEvent(
      long id, String name, String owner, CallId call, String type, Instant at, String body) {}

  /// Stores the events, and for every webhook that asked for one that it is to be delivered; all or
  /// nothing.
  public void append(List<StoredEvent> events) {
    database
        .jdbi()
        .useTransaction(handle -> {
          PreparedBatch rows =
              handle.prepareBatch(
                  """
                  INSERT INTO events (id, name, owner, call_id, type, at, body)
                  VALUES (:id, :name, :owner, :call, :type, :at, :body)
                  """);
          for (StoredEvent event : events) {
            rows.bind("id", event.id())
                .bind("name", event.name())
                .bind("owner", event.owner())
                .bind("call", event.call().value())
                .bind("type", event.type())
                .bind("at", event.at().toEpochMilli())
                .bind("body", event.body())
                .add();
          }
          rows.execute();
          queue(handle, events);
        });
  }

  private static void queue(Handle handle, List<StoredEvent> events) {
    Map<String, Map<String, Set<String>>> asked = new HashMap<>();
    PreparedBatch rows =
        handle.prepareBatch(
            """
            INSERT INTO deliveries (webhook_id, event_id, state, tries, next_at)
            VALUES (:webhook, :event, 'pending', 0, :at)
            """);
    for (StoredEvent event : events) {
      asked
          .computeIfAbsent(event.owner(), owner -> asked(handle, owner))
          .forEach((webhook, types) -> {
            if (types.contains(event.type())) {
              rows.bind("webhook", webhook)
                  .bind("event", event.id())
                  .bind("at", event.at().toEpochMilli())
                  .add();
            }
          });
    }
    if (rows.size() > 0) {
      rows.execute();
    }
  }

  /// What each webhook of the key wants to be told, by the webhook's id.
  private static Map<String, Set<String>> asked(Handle handle, String owner) {
    Map<String, Set<String>> asked = new HashMap<>();
    handle
        .createQuery("SELECT id, types FROM webhooks WHERE owner = :owner AND disabled_at IS NULL")
        .bind("owner", owner)
        .map((row, _) -> Map.entry(row.getString("id"), Set.of(row.getString("types").split(" "))))
        .forEach(entry -> asked.put(entry.getKey(), entry.getValue()));
    return asked;
  }

  /// The events of a key that come after this one, the oldest first.
  public List<StoredEvent> after(long id, String owner, int max) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery(
                    """
                    SELECT * FROM events WHERE owner = :owner AND id > :id
                    ORDER BY id LIMIT :max
                    """)
                .bind("owner", owner)
                .bind("id", id)
                .bind("max", max)
                .map((row, _) -> event(row))
                .list());
  }

  /// All that is kept of a call, the oldest first.
  public List<StoredEvent> of(CallId call) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery("SELECT * FROM events WHERE call_id = :call ORDER BY id")
                .bind("call", call.value())
                .map((row, _) -> event(row))
                .list());
  }

  /// Of the latest event; 0 when there is none.
  public long lastId() {
    return database
        .jdbi()
        .withHandle(handle ->
            handle.createQuery("SELECT coalesce(max(id), 0) FROM events").mapTo(long.class).one());
  }

  /// Calls of API keys that were made or ended since then, but of whose making or end there is no
  /// event: the process was killed in between.
  public List<CallId> untold(Instant since) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery(
                    """
                    SELECT id FROM calls WHERE owner IS NOT NULL
                      AND ((created_at > :since AND NOT EXISTS (SELECT 1 FROM events
                              WHERE call_id = calls.id AND type = 'call.scheduled'))
                        OR (ended_at > :since AND NOT EXISTS (SELECT 1 FROM events
                              WHERE call_id = calls.id AND type = 'call.ended')))
                    ORDER BY created_at
                    """)
                .bind("since", since.toEpochMilli())
                .map((row, _) -> new CallId(row.getString("id")))
                .list());
  }

  /// Forgets what happened before then, with its deliveries; the latest event stays, so that ids
  /// grow for ever.
  public int forgetBefore(Instant then) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createUpdate(
                    "DELETE FROM events WHERE at < :then AND id < (SELECT max(id) FROM events)")
                .bind("then", then.toEpochMilli())
                .execute());
  }

  private static StoredEvent event(ResultSet row) throws SQLException {
    return new StoredEvent(
        row.getLong("id"),
        row.getString("name"),
        row.getString("owner"),
        new CallId(row.getString("call_id")),
        row.getString("type"),
        Instant.ofEpochMilli(row.getLong("at")),
        row.getString("body"));
  }
}
