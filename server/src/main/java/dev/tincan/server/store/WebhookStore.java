package dev.tincan.server.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;

/// Who asked to be told of what. Safe for use by any thread; a call blocks until the database has
/// it.
public final class WebhookStore {
  private final Database database;

  public WebhookStore(Database database) {
    this.database = database;
  }

  /// @param owner the id of the API key it belongs to
  /// @param types of the events it is told
  /// @param secret that signs what is sent; only ever told when the webhook is made
  /// @param failingSince nothing went through since then
  /// @param disabled when and why nothing is sent any more
  public record StoredWebhook(
      String id,
      String owner,
      String url,
      Set<String> types,
      String secret,
      Instant createdAt,
      Optional<Instant> failingSince,
      Optional<Disabled> disabled) {

    @Override
    public String toString() {
      return "StoredWebhook[" + id + "]";
    }
  }

  public record Disabled(Instant at, String reason) {}

  /// False when the key has as many as it may.
  public boolean add(StoredWebhook webhook, int max) {
    return database
        .jdbi()
        .inTransaction(handle -> {
          if (count(handle, webhook.owner()) >= max) {
            return false;
          }
          handle
              .createUpdate(
                  """
                  INSERT INTO webhooks (id, owner, url, types, secret, created_at)
                  VALUES (:id, :owner, :url, :types, :secret, :at)
                  """)
              .bind("id", webhook.id())
              .bind("owner", webhook.owner())
              .bind("url", webhook.url())
              .bind("types", String.join(" ", new TreeSet<>(webhook.types())))
              .bind("secret", webhook.secret())
              .bind("at", webhook.createdAt().toEpochMilli())
              .execute();
          return true;
        });
  }

  private static int count(Handle handle, String owner) {
    return handle
        .createQuery("SELECT count(*) FROM webhooks WHERE owner = :owner")
        .bind("owner", owner)
        .mapTo(int.class)
        .one();
  }

  /// Those of a key, the oldest first.
  public List<StoredWebhook> list(String owner) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery("SELECT * FROM webhooks WHERE owner = :owner ORDER BY created_at, id")
                .bind("owner", owner)
                .map((row, _) -> webhook(row))
                .list());
  }

  /// Those of all keys, such as do not work first, then the oldest.
  public List<StoredWebhook> listAll(int max) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery(
                    """
                    SELECT * FROM webhooks
                    ORDER BY CASE WHEN disabled_at IS NULL AND failing_since IS NULL THEN 1 ELSE 0 END,
                      created_at, id
                    LIMIT :max
                    """)
                .bind("max", max)
                .map((row, _) -> webhook(row))
                .list());
  }

  /// How many all keys have.
  public int count() {
    return database
        .jdbi()
        .withHandle(
            handle -> handle.createQuery("SELECT count(*) FROM webhooks").mapTo(int.class).one());
  }

  public Optional<StoredWebhook> find(String id) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery("SELECT * FROM webhooks WHERE id = :id")
                .bind("id", id)
                .map((row, _) -> webhook(row))
                .findOne());
  }

  /// With its deliveries.
  public void delete(String id) {
    database.jdbi().useHandle(handle -> handle.execute("DELETE FROM webhooks WHERE id = ?", id));
  }

  /// Nothing is sent any more, not even what waits.
  public void disable(String id, Disabled disabled) {
    database
        .jdbi()
        .useTransaction(handle -> {
          handle
              .createUpdate(
                  "UPDATE webhooks SET disabled_at = :at, disabled_reason = :reason WHERE id = :id")
              .bind("id", id)
              .bind("at", disabled.at().toEpochMilli())
              .bind("reason", disabled.reason())
              .execute();
          handle.execute(
              """
              UPDATE deliveries SET state = 'failed', next_at = NULL
              WHERE webhook_id = ? AND state = 'pending'
              """,
              id);
        });
  }

  /// It is told of what happens from now on.
  public void enable(String id) {
    database
        .jdbi()
        .useHandle(handle ->
            handle.execute(
                """
                UPDATE webhooks SET failing_since = NULL, disabled_at = NULL, disabled_reason = NULL
                WHERE id = ?
                """,
                id));
  }

  private static StoredWebhook webhook(ResultSet row) throws SQLException {
    String reason = Optional.ofNullable(row.getString("disabled_reason")).orElse("");
    return new StoredWebhook(
        row.getString("id"),
        row.getString("owner"),
        row.getString("url"),
        Set.of(row.getString("types").split(" ")),
        row.getString("secret"),
        Instant.ofEpochMilli(row.getLong("created_at")),
        time(row, "failing_since"),
        time(row, "disabled_at").map(at -> new Disabled(at, reason)));
  }

  static Optional<Instant> time(ResultSet row, String column) throws SQLException {
    long millis = row.getLong(column);
    return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
  }
}
