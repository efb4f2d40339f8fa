package dev.tincan.calls.call;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What survives a restart of a call with an id [S17]: never a participant, never a secret itself.
///
/// @param links those that were not revoked
/// @param owner the id of the API key that made it; empty when somebody did in the page
/// @param revision grows with every change of the plan or the links
/// @param joined whether anybody has ever been inside; decides which rule of [S21] ends it
/// @param ended why and when it ended; empty while it lives
/// @param progress how far it is
public record StoredCall(
    CallId id,
    Plan plan,
    List<JoinLink> links,
    Optional<String> owner,
    Instant createdAt,
    int revision,
    boolean joined,
    Optional<CallState.Ended> ended,
    Progress progress) {

  public StoredCall {
    links = List.copyOf(links);
  }

  /// A call nobody has come to yet, or whose life a restart may begin anew.
  public StoredCall(
      CallId id,
      Plan plan,
      List<JoinLink> links,
      Optional<String> owner,
      Instant createdAt,
      int revision,
      boolean joined,
      Optional<CallState.Ended> ended) {
    this(
        id,
        plan,
        links,
        owner,
        createdAt,
        revision,
        joined,
        ended,
        new Progress(
            plan.schedule().map(Schedule::startsAt),
            joined ? Optional.of(createdAt) : Optional.empty(),
            Optional.empty()));
  }

  StoredCall with(Progress progress, Optional<CallState.Ended> ended) {
    boolean joined = progress.beganAt().isPresent();
    return new StoredCall(
        id, plan, links, owner, createdAt, revision, joined, ended, progress);
  }

  StoredCall with(Plan plan, List<JoinLink> links) {
    return new StoredCall(
        id, plan, links, owner, createdAt, revision + 1, joined, ended, progress);
  }
}
