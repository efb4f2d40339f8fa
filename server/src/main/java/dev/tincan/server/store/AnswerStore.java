package dev.tincan.server.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/// What was answered to requests that may come again. Safe for use by any thread; a call blocks
/// until the database has it.
public final class AnswerStore {
  private final Database database;

  public AnswerStore(Database database) {
    this.database = database;
  }

  /// @param id of who asked, and of what they call the request
  /// @param requestHash tells this request from another one of the same id
  /// @param answer encrypted
  public record StoredAnswer(String id, String requestHash, String answer, Instant createdAt) {}

  /// Stores it in the place of an older one of the same id.
  public void save(StoredAnswer answer) {
    database
        .jdbi()
        .useHandle(handle ->
            handle
                .createUpdate(
                    """
                    INSERT INTO idempotent_answers (id, request_hash, answer, created_at)
                    VALUES (:id, :requestHash, :answer, :createdAt)
                    ON CONFLICT (id) DO UPDATE SET request_hash = excluded.request_hash,
                      answer = excluded.answer, created_at = excluded.created_at
                    """)
                .bind("id", answer.id())
                .bind("requestHash", answer.requestHash())
                .bind("answer", answer.answer())
                .bind("createdAt", answer.createdAt().toEpochMilli())
                .execute());
  }

  /// The answer, if it is not older than `since`.
  public Optional<StoredAnswer> find(String id, Instant since) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery(
                    "SELECT * FROM idempotent_answers WHERE id = :id AND created_at >= :since")
                .bind("id", id)
                .bind("since", since.toEpochMilli())
                .map((row, _) -> answer(row))
                .findOne());
  }

  /// Forgets those that are older than `since`, and of the rest all but the `max` newest.
  public void prune(Instant since, int max) {
    database
        .jdbi()
        .useTransaction(handle -> {
          handle.execute(
              "DELETE FROM idempotent_answers WHERE created_at < ?", since.toEpochMilli());
          handle.execute(
              """
              DELETE FROM idempotent_answers WHERE created_at <
                (SELECT created_at FROM idempotent_answers ORDER BY created_at DESC LIMIT 1 OFFSET ?)
              """,
              max);
        });
  }

  private static StoredAnswer answer(ResultSet row) throws SQLException {
    return new StoredAnswer(
        row.getString("id"),
        row.getString("request_hash"),
        row.getString("answer"),
        Instant.ofEpochMilli(row.getLong("created_at")));
  }
}
