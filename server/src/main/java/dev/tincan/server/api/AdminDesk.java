package dev.tincan.server.api;

import dev.tincan.calls.CallCounts;
import dev.tincan.calls.CallOverview;
import dev.tincan.calls.call.CallRef;
import dev.tincan.server.ops.RelayWatch;
import java.util.List;

/// The server, as its administrator's view needs it. Its methods block until it is done, and
/// stored.
public interface AdminDesk {
  CallCounts counts();

  /// Calls with people in them first.
  List<CallOverview> calls(int max);

  List<CallRef> callRefs();

  /// What each allocation carries.
  List<RelayWatch.Flow> relayed();

  /// The name that what is allocated for somebody's stay in a call has in [#relayed].
  String allocatedAs(CallOverview.Inside inside);

  /// Ends the call for everyone. False when it is over already.
  boolean end(CallRef call);

  /// Lets nobody new into the call. False when it is over already.
  boolean drain(CallRef call);

  /// Takes no new relayed connections, and tells load balancers and clients so.
  void drainServer();

  boolean isDraining();
}
