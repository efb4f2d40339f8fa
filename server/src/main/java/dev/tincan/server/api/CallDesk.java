package dev.tincan.server.api;

import dev.tincan.calls.CallSummary;
import dev.tincan.calls.call.CallId;
import dev.tincan.calls.call.JoinLink;
import dev.tincan.calls.call.NewCall;
import dev.tincan.calls.call.Plan;
import dev.tincan.calls.call.StoredCall;
import dev.tincan.server.store.CallFilter;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The calls, as the API needs them. Its methods block until it is done, and stored.
public interface CallDesk {
  /// What came of a change.
  sealed interface Change {
    record Done(StoredCall call) implements Change {}

    /// Somebody else changed the call meanwhile.
    record Stale() implements Change {}

    /// The call has ended.
    record Over() implements Change {}
  }

  /// A new call that is stored and can be joined; empty when there are too many.
  ///
  /// @param owner the id of the API key it belongs to
  Optional<NewCall> create(Plan plan, Optional<String> owner);

  /// A call that is, or was and is not forgotten.
  Optional<StoredCall> find(CallId call);

  /// A call of which [#now] knows nothing any more, with when and why it ended.
  Optional<StoredCall> ended(CallId call);

  /// The first `max` calls that fit, without their links.
  List<StoredCall> page(CallFilter filter, int max);

  /// The calls with a schedule that this API key made, the latest start first, without their links.
  List<StoredCall> scheduledOf(String owner, int max);

  /// The same call as it is now; empty when it has ended.
  Optional<CallSummary> now(CallId call);

  /// Those calls as they are now; those that have ended are missing.
  Map<CallId, CallSummary> now(Collection<CallId> ids);

  /// Changes what was agreed of the call, if nobody did since.
  ///
  /// @param expectedRevision of the call that the plan was made from
  Change change(CallId call, int expectedRevision, Plan plan);

  /// Adds a link; the caller keeps to the limit.
  Change addLink(CallId call, JoinLink link);

  /// Takes a link away: it lets nobody in any more.
  Change removeLink(CallId call, String link);

  /// Calls it off. False when it has ended already, or never was.
  boolean cancel(CallId call);

  /// Ends the call for everyone. False when it has ended already, or never was.
  boolean end(CallId call);
}
