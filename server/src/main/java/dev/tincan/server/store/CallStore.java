package dev.tincan.server.store;

import dev.tincan.calls.call.Admission;
import dev.tincan.calls.call.CallId;
import dev.tincan.calls.call.CallState;
import dev.tincan.calls.call.EndReason;
import dev.tincan.calls.call.JoinLink;
import dev.tincan.calls.call.PassphraseHash;
import dev.tincan.calls.call.Plan;
import dev.tincan.calls.call.Progress;
import dev.tincan.calls.call.Recurrence;
import dev.tincan.calls.call.Role;
import dev.tincan.calls.call.Schedule;
import dev.tincan.calls.call.StoredCall;
import dev.tincan.calls.call.StoredDoor;
import dev.tincan.calls.session.SecretHash;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/// Calls that have a link. Safe for use by any thread; a call blocks until the database has it.
public final class CallStore {
  /// When a call is: see [CallFilter].
  private static final String TIME = "(COALESCE(starts_at, created_at))";

  private final Database database;

  public CallStore(Database database) {
    this.database = database;
  }

  /// Stores or replaces the call with its links.
  public void save(StoredCall call) {
    database
        .jdbi()
        .useTransaction(handle -> {
          save(handle, call);
          handle.execute("DELETE FROM call_links WHERE call_id = ?", call.id().value());
          for (JoinLink link : call.links()) {
            save(handle, call.id(), link);
          }
        });
  }

  private static void save(Handle handle, StoredCall call) {
    Plan plan = call.plan();
    Admission admission = plan.admission();
    handle
        .createUpdate(
            """
            INSERT INTO calls (id, title, starts_at, zone, length_seconds, recurrence, lobby, invited_only,
              passphrase_hash, lingering_seconds, length_max_seconds, owner, revision, created_at, joined,
              ended_at, end_reason, time_at, began_at, empty_since)
            VALUES (:id, :title, :startsAt, :zone, :length, :recurrence, :lobby, :invitedOnly,
              :passphrase, :lingering, :lengthMax, :owner, :revision, :createdAt, :joined,
              :endedAt, :endReason, :timeAt, :beganAt, :emptySince)
            ON CONFLICT (id) DO UPDATE SET title = excluded.title, starts_at = excluded.starts_at,
              zone = excluded.zone, length_seconds = excluded.length_seconds,
              recurrence = excluded.recurrence, lobby = excluded.lobby,
              invited_only = excluded.invited_only, passphrase_hash = excluded.passphrase_hash,
              lingering_seconds = excluded.lingering_seconds,
              length_max_seconds = excluded.length_max_seconds, revision = excluded.revision,
              joined = excluded.joined, ended_at = excluded.ended_at, end_reason = excluded.end_reason,
              time_at = excluded.time_at, began_at = excluded.began_at,
              empty_since = excluded.empty_since
            """)
        .bind("id", call.id().value())
        .bind("title", plan.title())
        .bind("startsAt", plan.schedule().map(schedule -> schedule.startsAt().toEpochMilli()))
        .bind("zone", plan.schedule().map(schedule -> schedule.zone().getId()))
        .bind("length", plan.schedule().map(schedule -> schedule.length().toSeconds()))
        .bind("recurrence", plan.schedule().flatMap(Schedule::recurrence).map(Recurrence::rule))
        .bind("lobby", admission.lobby())
        .bind("invitedOnly", admission.invitedOnly())
        .bind("passphrase", admission.passphrase().map(PassphraseHash::encoded))
        .bind("lingering", plan.lingering().map(Duration::toSeconds))
        .bind("lengthMax", plan.lengthMax().map(Duration::toSeconds))
        .bind("owner", call.owner())
        .bind("revision", call.revision())
        .bind("createdAt", call.createdAt().toEpochMilli())
        .bind("joined", call.joined())
        .bind("endedAt", call.ended().map(ended -> ended.at().toEpochMilli()))
        .bind("endReason", call.ended().map(ended -> ended.reason().wire()))
        .bind("timeAt", call.progress().time().map(Instant::toEpochMilli))
        .bind("beganAt", call.progress().beganAt().map(Instant::toEpochMilli))
        .bind("emptySince", call.progress().emptySince().map(Instant::toEpochMilli))
        .execute();
  }

  private static void save(Handle handle, CallId call, JoinLink link) {
    handle
        .createUpdate(
            """
            INSERT INTO call_links (call_id, id, role, secret_hash, name, created_at, expires_at)
            VALUES (:call, :id, :role, :secret, :name, :createdAt, :expiresAt)
            """)
        .bind("call", call.value())
        .bind("id", link.id())
        .bind("role", link.role().wire())
        .bind("secret", link.secret().hex())
        .bind("name", link.name())
        .bind("createdAt", link.createdAt().toEpochMilli())
        .bind("expiresAt", link.expiresAt().map(Instant::toEpochMilli))
        .execute();
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

  /// Stores or replaces who may not come into a call.
  public void saveDoor(StoredDoor door) {
    database.jdbi().useTransaction(handle -> DoorRows.save(handle, door));
  }

  public List<StoredDoor> loadDoors() {
    return database.jdbi().withHandle(DoorRows::load);
  }

  /// A call that lives, or that ended and was not forgotten yet.
  public Optional<StoredCall> find(CallId call) {
    return database
        .jdbi()
        .withHandle(handle -> {
          Map<String, List<JoinLink>> links =
              links(
                  handle
                      .createQuery(
                          "SELECT * FROM call_links WHERE call_id = :id ORDER BY created_at, id")
                      .bind("id", call.value()));
          return handle
              .createQuery("SELECT * FROM calls WHERE id = :id")
              .bind("id", call.value())
              .map((row, _) -> call(row, links))
              .findOne();
        });
  }

  /// The calls with a schedule of this owner, the latest start first, without their links.
  public List<StoredCall> scheduledOf(String owner, int max) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery(
                    """
                    SELECT * FROM calls WHERE owner = :owner AND starts_at IS NOT NULL
                    ORDER BY starts_at DESC LIMIT :max
                    """)
                .bind("owner", owner)
                .bind("max", max)
                .map((row, _) -> call(row, Map.of()))
                .list());
  }

  /// The first `max` calls that fit, by their time. Their links are left out.
  public List<StoredCall> page(CallFilter filter, int max) {
    var where = new StringJoiner(" AND ", " WHERE ", "").setEmptyValue("");
    filter.owner().ifPresent(_ -> where.add("owner = :owner"));
    filter.ended().ifPresent(ended -> where.add("ended_at IS " + (ended ? "NOT NULL" : "NULL")));
    filter.from().ifPresent(_ -> where.add(TIME + " >= :from"));
    filter.until().ifPresent(_ -> where.add(TIME + " < :until"));
    filter.after().ifPresent(_ -> where.add("(" + TIME + ", id) > (:afterTime, :afterCall)"));
    return database
        .jdbi()
        .withHandle(handle -> {
          Query query =
              handle
                  .createQuery(
                      "SELECT * FROM calls" + where + " ORDER BY " + TIME + ", id LIMIT :max")
                  .bind("max", max);
          filter.owner().ifPresent(owner -> query.bind("owner", owner));
          filter.from().ifPresent(from -> query.bind("from", from.toEpochMilli()));
          filter.until().ifPresent(until -> query.bind("until", until.toEpochMilli()));
          filter
              .after()
              .ifPresent(place ->
                  query
                      .bind("afterTime", place.time().toEpochMilli())
                      .bind("afterCall", place.call().value()));
          return query.map((row, _) -> call(row, Map.of())).list();
        });
  }

  /// The calls that live, and of the ended ones the `endedMax` latest.
  public List<StoredCall> load(int endedMax) {
    return database
        .jdbi()
        .withHandle(handle -> {
          Map<String, List<JoinLink>> links =
              links(handle.createQuery("SELECT * FROM call_links ORDER BY created_at, id"));
          return handle
              .createQuery(
                  """
                  SELECT * FROM calls WHERE ended_at IS NULL
                  UNION ALL
                  SELECT * FROM (SELECT * FROM calls WHERE ended_at IS NOT NULL
                                 ORDER BY ended_at DESC LIMIT :endedMax) AS ended
                  """)
              .bind("endedMax", endedMax)
              .map((row, _) -> call(row, links))
              .list();
        });
  }

  /// By the id of their call.
  private static Map<String, List<JoinLink>> links(Query query) {
    Map<String, List<JoinLink>> links = new HashMap<>();
    query
        .map((row, _) -> Map.entry(row.getString("call_id"), link(row)))
        .forEach(entry ->
            links.computeIfAbsent(entry.getKey(), _ -> new ArrayList<>()).add(entry.getValue()));
    return links;
  }

  private static JoinLink link(ResultSet row) throws SQLException {
    return new JoinLink(
        row.getString("id"),
        Role.of(row.getString("role")),
        new SecretHash(row.getString("secret_hash")),
        Optional.ofNullable(row.getString("name")),
        Instant.ofEpochMilli(row.getLong("created_at")),
        number(row, "expires_at").map(Instant::ofEpochMilli));
  }

  private static StoredCall call(ResultSet row, Map<String, List<JoinLink>> links)
      throws SQLException {
    String id = row.getString("id");
    return new StoredCall(
        new CallId(id),
        plan(row),
        links.getOrDefault(id, List.of()),
        Optional.ofNullable(row.getString("owner")),
        Instant.ofEpochMilli(row.getLong("created_at")),
        row.getInt("revision"),
        row.getBoolean("joined"),
        ended(row.getString("end_reason"), row.getLong("ended_at")),
        new Progress(time(row, "time_at"), time(row, "began_at"), time(row, "empty_since")));
  }

  private static Plan plan(ResultSet row) throws SQLException {
    var admission =
        new Admission(
            row.getBoolean("lobby"),
            row.getBoolean("invited_only"),
            Optional.ofNullable(row.getString("passphrase_hash")).map(PassphraseHash::new));
    return new Plan(
        Optional.ofNullable(row.getString("title")),
        schedule(row),
        admission,
        number(row, "lingering_seconds").map(Duration::ofSeconds),
        number(row, "length_max_seconds").map(Duration::ofSeconds));
  }

  private static Optional<Schedule> schedule(ResultSet row) throws SQLException {
    Optional<Long> startsAt = number(row, "starts_at");
    return startsAt.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Schedule(
                Instant.ofEpochMilli(startsAt.get()),
                ZoneId.of(row.getString("zone")),
                Duration.ofSeconds(row.getLong("length_seconds")),
                Optional.ofNullable(row.getString("recurrence")).map(Recurrence::new)));
  }

  private static Optional<Instant> time(ResultSet row, String column) throws SQLException {
    return number(row, column).map(Instant::ofEpochMilli);
  }

  private static Optional<Long> number(ResultSet row, String column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? Optional.empty() : Optional.of(value);
  }

  private static Optional<CallState.Ended> ended(@Nullable String reason, long at) {
    return Stream.of(EndReason.values())
        .filter(known -> known.wire().equals(reason))
        .findFirst()
        .map(known -> new CallState.Ended(known, Instant.ofEpochMilli(at)));
  }
}
