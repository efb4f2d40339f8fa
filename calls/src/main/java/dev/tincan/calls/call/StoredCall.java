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
public record StoredCall(
    CallId id,
    Plan plan,
    List<JoinLink> links,
    Optional<String> owner,
    Instant createdAt,
    int revision,
    boolean joined,
    Optional<CallState.Ended> ended) {

  public StoredCall {
    links = List.copyOf(links);
  }

  /// The same call after what was agreed of it was changed.
  public StoredCall with(Plan changed) {
    return new StoredCall(id, changed, links, owner, createdAt, revision + 1, joined, ended);
  }

  /// The same call after its links were changed.
  public StoredCall withLinks(List<JoinLink> changed) {
    return new StoredCall(id, plan, changed, owner, createdAt, revision + 1, joined, ended);
  }

  StoredCall with(boolean joined, Optional<CallState.Ended> ended) {
    return new StoredCall(id, plan, links, owner, createdAt, revision, joined, ended);
  }
}
