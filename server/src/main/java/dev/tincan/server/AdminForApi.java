package dev.tincan.server;

import dev.tincan.calls.CallCounts;
import dev.tincan.calls.CallOverview;
import dev.tincan.calls.call.CallRef;
import dev.tincan.server.api.AdminDesk;
import dev.tincan.server.auth.RestCredentials;
import dev.tincan.server.ops.RelayWatch;
import java.util.List;

/// What the administrator asks goes to the calls, the relay and the process.
///
/// @param server the one that is looked after
record AdminForApi(PatientCalls calls, RelayWatch relay, TincanServer server) implements AdminDesk {
  @Override
  public CallCounts counts() {
    return calls.ask((core, _, _) -> core.counts());
  }

  @Override
  public List<CallOverview> calls(int max) {
    return calls.ask((core, _, _) -> core.overview(max));
  }

  @Override
  public List<CallRef> callRefs() {
    return calls.ask((core, _, _) -> core.callRefs());
  }

  @Override
  public List<RelayWatch.Flow> relayed() {
    return relay.now();
  }

  @Override
  public String allocatedAs(CallOverview.Inside inside) {
    return RestCredentials.nameOfStay(inside.stay().value());
  }

  @Override
  public boolean end(CallRef call) {
    return calls.change((core, now, out) -> core.endCall(call, now, out));
  }

  @Override
  public boolean drain(CallRef call) {
    return calls.change((core, now, out) -> core.drainCall(call, now, out));
  }

  @Override
  public void drainServer() {
    server.drain();
  }

  @Override
  public boolean isDraining() {
    return server.isDraining();
  }
}
