package dev.tincan.server.store;

import static dev.tincan.server.store.WebhookStore.time;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jdbi.v3.core.Handle;

/// Which events are to be sent to which webhooks, and what became of it. Safe for use by any
/// thread; a call blocks until the database has it.
public final class DeliveryStore {
  private static final String PENDING = "pending";

  private final Database database;

  public DeliveryStore(Database database) {
    this.database = database;
  }

  /// One that is to be sent.
  ///
  /// @param name of the event
  /// @param tries before, since it was made or replayed
  /// @param firstAt when the first of these was
  public record Due(
      String webhook, long event, String name, String body, int tries, Optional<Instant> firstAt) {}

  /// One try.
  ///
  /// @param status of the answer, if there was one
  /// @param answer its first bytes
  /// @param failure why there was none
  public record Attempt(
      Instant at,
      long durationMillis,
      OptionalInt status,
      Optional<String> answer,
      Optional<String> failure) {
    private static final int SUCCESS = 200;
    private static final int AFTER_SUCCESS = 300;

    public boolean isSuccess() {
      int code = status.orElse(0);
      return code >= SUCCESS && code < AFTER_SUCCESS;
    }
  }

  /// @param event its number, by which deliveries are paged
  /// @param state `pending`, `delivered` or `failed`
  public record Delivery(
      long event,
      String name,
      String type,
      String state,
      Instant createdAt,
      Optional<Instant> nextAt,
      List<Attempt> attempts) {}

  /// The webhooks for which something is to be sent now.
  public List<String> webhooksDue(Instant now) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery(
                    "SELECT DISTINCT webhook_id FROM deliveries WHERE next_at <= :now ORDER BY 1")
                .bind("now", now.toEpochMilli())
                .mapTo(String.class)
                .list());
  }

  /// When the next delivery after `now` is to be tried.
  public Optional<Instant> nextAfter(Instant now) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery(
                    "SELECT next_at FROM deliveries WHERE next_at > :now ORDER BY next_at LIMIT 1")
                .bind("now", now.toEpochMilli())
                .mapTo(long.class)
                .findOne())
        .map(Instant::ofEpochMilli);
  }

  /// Of those that are due, the one of the oldest event.
  public Optional<Due> nextDue(String webhook, Instant now) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery(
                    """
                    SELECT d.webhook_id, d.event_id, d.tries, d.first_at, e.name, e.body
                    FROM deliveries d JOIN events e ON e.id = d.event_id
                    WHERE d.webhook_id = :webhook AND d.next_at <= :now
                    ORDER BY d.event_id LIMIT 1
                    """)
                .bind("webhook", webhook)
                .bind("now", now.toEpochMilli())
                .map((row, _) ->
                    new Due(
                        row.getString("webhook_id"),
                        row.getLong("event_id"),
                        row.getString("name"),
                        row.getString("body"),
                        row.getInt("tries"),
                        time(row, "first_at")))
                .findOne());
  }

  /// It arrived.
  public void delivered(Due due, Attempt attempt) {
    database
        .jdbi()
        .useTransaction(handle -> {
          log(handle, due, attempt);
          update(handle, due, attempt, "delivered", Optional.empty());
          handle.execute("UPDATE webhooks SET failing_since = NULL WHERE id = ?", due.webhook());
        });
  }

  /// It did not.
  ///
  /// @param nextAt when it is tried again; empty for never
  public void failed(Due due, Attempt attempt, Optional<Instant> nextAt) {
    database
        .jdbi()
        .useTransaction(handle -> {
          log(handle, due, attempt);
          update(handle, due, attempt, nextAt.isPresent() ? PENDING : "failed", nextAt);
          handle
              .createUpdate(
                  "UPDATE webhooks SET failing_since = :at WHERE id = :id AND failing_since IS NULL")
              .bind("id", due.webhook())
              .bind("at", attempt.at().toEpochMilli())
              .execute();
        });
  }

  private static void log(Handle handle, Due due, Attempt attempt) {
    handle
        .createUpdate(
            """
            INSERT INTO delivery_attempts
              (webhook_id, event_id, number, at, duration_millis, status, answer, failure)
            SELECT d.webhook_id, d.event_id,
              (SELECT count(*) + 1 FROM delivery_attempts a
               WHERE a.webhook_id = d.webhook_id AND a.event_id = d.event_id),
              :at, :duration, :status, :answer, :failure
            FROM deliveries d WHERE d.webhook_id = :webhook AND d.event_id = :event
            """)
        .bind("webhook", due.webhook())
        .bind("event", due.event())
        .bind("at", attempt.at().toEpochMilli())
        .bind("duration", attempt.durationMillis())
        .bind("status", attempt.status())
        .bind("answer", attempt.answer())
        .bind("failure", attempt.failure())
        .execute();
  }

  /// One that was disabled or replayed meanwhile keeps what was said of it then.
  private static void update(
      Handle handle, Due due, Attempt attempt, String state, Optional<Instant> nextAt) {
    handle
        .createUpdate(
            """
            UPDATE deliveries SET state = :state, tries = :tries, first_at = :firstAt, next_at = :nextAt
            WHERE webhook_id = :webhook AND event_id = :event AND tries = :before AND state = 'pending'
            """)
        .bind("state", state)
        .bind("tries", due.tries() + 1)
        .bind("before", due.tries())
        .bind("firstAt", due.firstAt().orElse(attempt.at()).toEpochMilli())
        .bind("nextAt", nextAt.map(Instant::toEpochMilli))
        .bind("webhook", due.webhook())
        .bind("event", due.event())
        .execute();
  }

  /// How many wait to be sent.
  public int pending(String webhook) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery(
                    "SELECT count(*) FROM deliveries WHERE webhook_id = :webhook AND state = 'pending'")
                .bind("webhook", webhook)
                .mapTo(int.class)
                .one());
  }

  /// How many wait to be sent, by webhook; none where nothing waits.
  public Map<String, Integer> waiting() {
    Map<String, Integer> waiting = new HashMap<>();
    database
        .jdbi()
        .useHandle(handle ->
            handle
                .createQuery(
                    // What waits has a time at which it is tried, and by that an index.
                    """
                    SELECT webhook_id, count(*) AS waiting FROM deliveries
                    WHERE next_at IS NOT NULL GROUP BY webhook_id
                    """)
                .map((row, _) -> Map.entry(row.getString("webhook_id"), row.getInt("waiting")))
                .forEach(entry -> waiting.put(entry.getKey(), entry.getValue())));
    return waiting;
  }

  /// It is sent once more, whatever became of it before. False when there is none.
  public boolean replay(String webhook, String name, Instant now) {
    return database
            .jdbi()
            .withHandle(handle ->
                handle
                    .createUpdate(
                        """
                        UPDATE deliveries SET state = 'pending', tries = 0, first_at = NULL, next_at = :now
                        WHERE webhook_id = :webhook
                          AND event_id = (SELECT id FROM events WHERE name = :name)
                        """)
                    .bind("webhook", webhook)
                    .bind("name", name)
                    .bind("now", now.toEpochMilli())
                    .execute())
        == 1;
  }

  /// The latest first, of events with a smaller number than `before`.
  public List<Delivery> list(String webhook, long before, int max) {
    return database
        .jdbi()
        .withHandle(handle -> {
          List<Delivery> deliveries =
              handle
                  .createQuery(
                      """
                      SELECT d.event_id, d.state, d.next_at, e.name, e.type, e.at
                      FROM deliveries d JOIN events e ON e.id = d.event_id
                      WHERE d.webhook_id = :webhook AND d.event_id < :before
                      ORDER BY d.event_id DESC LIMIT :max
                      """)
                  .bind("webhook", webhook)
                  .bind("before", before)
                  .bind("max", max)
                  .map((row, _) -> delivery(row))
                  .list();
          return deliveries.isEmpty() ? deliveries : withAttempts(handle, webhook, deliveries);
        });
  }

  private static List<Delivery> withAttempts(
      Handle handle, String webhook, List<Delivery> deliveries) {
    Map<Long, List<Attempt>> attempts = new HashMap<>();
    handle
        .createQuery(
            """
            SELECT * FROM delivery_attempts
            WHERE webhook_id = :webhook AND event_id BETWEEN :first AND :last ORDER BY event_id, number
            """)
        .bind("webhook", webhook)
        .bind("first", deliveries.getLast().event())
        .bind("last", deliveries.getFirst().event())
        .map((row, _) -> Map.entry(row.getLong("event_id"), attempt(row)))
        .forEach(entry ->
            attempts.computeIfAbsent(entry.getKey(), _ -> new ArrayList<>()).add(entry.getValue()));
    return deliveries.stream()
        .map(it ->
            new Delivery(
                it.event(),
                it.name(),
                it.type(),
                it.state(),
                it.createdAt(),
                it.nextAt(),
                attempts.getOrDefault(it.event(), List.of())))
        .toList();
  }

  private static Delivery delivery(ResultSet row) throws SQLException {
    return new Delivery(
        row.getLong("event_id"),
        row.getString("name"),
        row.getString("type"),
        row.getString("state"),
        Instant.ofEpochMilli(row.getLong("at")),
        time(row, "next_at"),
        List.of());
  }

  private static Attempt attempt(ResultSet row) throws SQLException {
    int status = row.getInt("status");
    OptionalInt answered = row.wasNull() ? OptionalInt.empty() : OptionalInt.of(status);
    return new Attempt(
        Instant.ofEpochMilli(row.getLong("at")),
        row.getLong("duration_millis"),
        answered,
        Optional.ofNullable(row.getString("answer")),
        Optional.ofNullable(row.getString("failure")));
  }
}
