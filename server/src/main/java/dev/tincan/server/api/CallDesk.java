package dev.tincan.server.api;

import dev.tincan.calls.CallSummary;
import dev.tincan.calls.call.CallId;
import dev.tincan.calls.call.NewCall;
import dev.tincan.calls.call.Plan;
import dev.tincan.calls.call.StoredCall;
import java.util.List;
import java.util.Optional;

/// The calls, as the API needs them. Its methods block until it is done.
public interface CallDesk {
  /// A new call that is stored and can be joined; empty when there are too many.
  ///
  /// @param owner the id of the API key it belongs to
  Optional<NewCall> create(Plan plan, Optional<String> owner);

  /// A call that is, or was and is not forgotten.
  Optional<StoredCall> find(CallId call);

  /// The calls with a schedule that this API key made, the latest start first.
  List<StoredCall> scheduledOf(String owner, int max);

  /// The same call as it is now; empty when it has ended.
  Optional<CallSummary> now(CallId call);

  /// Ends the call for everyone. False when it has ended already, or never was.
  boolean end(CallId call);
}
