package dev.tincan.server.store;

import dev.tincan.calls.call.CallId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Who is invited to which call by mail, and whether the mail is out. Kept with the call, and
/// deleted with it. Safe for use by any thread; a call blocks until the database has it.
public final class InvitationStore {
  private final Database database;

  public InvitationStore(Database database) {
    this.database = database;
  }

  /// Where a mail is.
  public enum State {
    WAITING("waiting"),
    SENT("sent"),
    FAILED("failed");

    private final String wire;

    State(String wire) {
      this.wire = wire;
    }

    /// The text on the wire and in the database.
    public String wire() {
      return wire;
    }
  }

  /// @param message of the one who invited
  /// @param link the guests' link
  /// @param problem why the last try failed, in words
  /// @param tries so far, of the mail that is waiting
  /// @param told what the last mail said of the call; empty before the first
  public record Invitation(
      CallId call,
      String address,
      Optional<String> message,
      String link,
      State state,
      Optional<String> problem,
      int tries,
      Optional<String> told) {}

  /// A mail to this address is to go out, maybe once more.
  public void add(
      CallId call, String address, Optional<String> message, String link, int revision) {
    database
        .jdbi()
        .useHandle(handle ->
            handle
                .createUpdate(
                    """
                    INSERT INTO invitations (call_id, address, message, link, state, tries, next_try_at, revision, canceled)
                    VALUES (:call, :address, :message, :link, 'waiting', 0, 0, :revision, :canceled)
                    ON CONFLICT (call_id, address) DO UPDATE SET message = excluded.message, link = excluded.link,
                      state = 'waiting', problem = NULL, tries = 0, next_try_at = 0, told = NULL
                    """)
                .bind("call", call.value())
                .bind("address", address)
                .bind("message", message)
                .bind("link", link)
                .bind("revision", revision)
                .bind("canceled", false)
                .execute());
  }

  /// Everybody who is invited, by address.
  public List<Invitation> of(CallId call) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery("SELECT * FROM invitations WHERE call_id = :call ORDER BY address")
                .bind("call", call.value())
                .map((row, _) -> invitation(row))
                .list());
  }

  /// Whose mail is to go out by now; at most `max` of them.
  public List<Invitation> due(Instant now, int max) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery(
                    """
                    SELECT * FROM invitations WHERE state = 'waiting' AND next_try_at <= :now
                    ORDER BY next_try_at LIMIT :max
                    """)
                .bind("now", now.toEpochMilli())
                .bind("max", max)
                .map((row, _) -> invitation(row))
                .list());
  }

  public void sent(Invitation invitation, String told) {
    update(invitation, State.SENT, Optional.empty(), 0, Instant.EPOCH, Optional.of(told));
  }

  public void failed(Invitation invitation, String problem) {
    update(
        invitation,
        State.FAILED,
        Optional.of(problem),
        invitation.tries() + 1,
        Instant.EPOCH,
        invitation.told());
  }

  public void later(Invitation invitation, String problem, Instant nextTryAt) {
    update(
        invitation,
        State.WAITING,
        Optional.of(problem),
        invitation.tries() + 1,
        nextTryAt,
        invitation.told());
  }

  private void update(
      Invitation invitation,
      State state,
      Optional<String> problem,
      int tries,
      Instant nextTryAt,
      Optional<String> told) {
    database
        .jdbi()
        .useHandle(handle ->
            handle
                .createUpdate(
                    """
                    UPDATE invitations SET state = :state, problem = :problem, tries = :tries,
                      next_try_at = :next, told = :told WHERE call_id = :call AND address = :address
                    """)
                .bind("state", state.wire())
                .bind("problem", problem)
                .bind("tries", tries)
                .bind("next", nextTryAt.toEpochMilli())
                .bind("told", told)
                .bind("call", invitation.call().value())
                .bind("address", invitation.address())
                .execute());
  }

  /// The calls that changed, or were called off, since [#look] had them last.
  public List<CallId> changed() {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery(
                    """
                    SELECT DISTINCT invitations.call_id FROM invitations JOIN calls ON calls.id = invitations.call_id
                    WHERE invitations.revision <> calls.revision
                      OR (calls.end_reason = 'canceled' AND NOT invitations.canceled)
                    """)
                .map((row, _) -> new CallId(row.getString("call_id")))
                .list());
  }

  /// Lets those hear again to whom something else was told than this.
  public void look(CallId call, int revision, boolean canceled, String told) {
    database
        .jdbi()
        .useTransaction(handle -> {
          handle
              .createUpdate(
                  """
                  UPDATE invitations SET state = 'waiting', problem = NULL, tries = 0, next_try_at = 0
                  WHERE call_id = :call AND told IS NOT NULL AND told <> :told
                  """)
              .bind("call", call.value())
              .bind("told", told)
              .execute();
          handle
              .createUpdate(
                  "UPDATE invitations SET revision = :revision, canceled = :canceled WHERE call_id = :call")
              .bind("revision", revision)
              .bind("canceled", canceled)
              .bind("call", call.value())
              .execute();
        });
  }

  private static Invitation invitation(ResultSet row) throws SQLException {
    String state = row.getString("state");
    return new Invitation(
        new CallId(row.getString("call_id")),
        row.getString("address"),
        Optional.ofNullable(row.getString("message")),
        row.getString("link"),
        Stream.of(State.values()).filter(it -> it.wire().equals(state)).findFirst().orElseThrow(),
        Optional.ofNullable(row.getString("problem")),
        row.getInt("tries"),
        Optional.ofNullable(row.getString("told")));
  }
}
