package dev.tincan.server.store;

import dev.tincan.calls.call.CallId;
import dev.tincan.calls.call.CallState;
import dev.tincan.calls.call.EndReason;
import dev.tincan.calls.call.StoredCall;
import dev.tincan.calls.session.SecretHash;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Calls that have a link. Safe for use by any thread; a call blocks until the database has it.
public final class CallStore {
  private final Database database;

  public CallStore(Database database) {
    this.database = database;
  }

  /// Stores or replaces the call.
  public void save(StoredCall call) {
    database
        .jdbi()
        .useHandle(handle ->
            handle
                .createUpdate(
                    """
                    INSERT INTO calls (id, title, host_key_hash, created_at, joined, ended_at, end_reason)
                    VALUES (:id, :title, :hostKey, :createdAt, :joined, :endedAt, :endReason)
                    ON CONFLICT (id) DO UPDATE SET title = excluded.title, joined = excluded.joined,
                      ended_at = excluded.ended_at, end_reason = excluded.end_reason
                    """)
                .bind("id", call.id().value())
                .bind("title", call.title().orElse(null))
                .bind("hostKey", call.hostKey().hex())
                .bind("createdAt", call.createdAt().toEpochMilli())
                .bind("joined", call.joined())
                .bind("endedAt", call.ended().map(ended -> ended.at().toEpochMilli()).orElse(null))
                .bind("endReason", call.ended().map(ended -> ended.reason().wire()).orElse(null))
                .execute());
  }

  public void saveEnd(CallId call, CallState.Ended ended) {
    database
        .jdbi()
        .useHandle(handle ->
            handle
                .createUpdate(
                    "UPDATE calls SET ended_at = :at, end_reason = :reason WHERE id = :id")
                .bind("id", call.value())
                .bind("at", ended.at().toEpochMilli())
                .bind("reason", ended.reason().wire())
                .execute());
  }

  /// A call that lives, or that ended and was not forgotten yet.
  public Optional<StoredCall> find(CallId call) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery("SELECT * FROM calls WHERE id = :id")
                .bind("id", call.value())
                .map((row, _) -> call(row))
                .findOne());
  }

  /// The calls that live, and of the ended ones the `endedMax` latest.
  public List<StoredCall> load(int endedMax) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery(
                    """
                    SELECT * FROM calls WHERE ended_at IS NULL
                    UNION ALL
                    SELECT * FROM (SELECT * FROM calls WHERE ended_at IS NOT NULL
                                   ORDER BY ended_at DESC LIMIT :endedMax)
                    """)
                .bind("endedMax", endedMax)
                .map((row, _) -> call(row))
                .list());
  }

  private static StoredCall call(ResultSet row) throws SQLException {
    return new StoredCall(
        new CallId(row.getString("id")),
        Optional.ofNullable(row.getString("title")),
        new SecretHash(row.getString("host_key_hash")),
        Instant.ofEpochMilli(row.getLong("created_at")),
        row.getBoolean("joined"),
        ended(row.getString("end_reason"), row.getLong("ended_at")));
  }

  private static Optional<CallState.Ended> ended(@Nullable String reason, long at) {
    return Stream.of(EndReason.values())
        .filter(known -> known.wire().equals(reason))
        .findFirst()
        .map(known -> new CallState.Ended(known, Instant.ofEpochMilli(at)));
  }
}
