package dev.tincan.server;

import dev.tincan.calls.CallCounts;
import dev.tincan.calls.CallOverview;
import dev.tincan.calls.call.CallRef;
import dev.tincan.server.api.AdminDesk;
import dev.tincan.server.auth.RestCredentials;
import dev.tincan.server.ops.RelayWatch;
import dev.tincan.server.signaling.CallLoop;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;

/// What the administrator asks goes to the calls, the relay and the process.
///
/// @param server the one that is looked after
record AdminForApi(CallLoop loop, RelayWatch relay, TincanServer server) implements AdminDesk {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  @Override
  public CallCounts counts() {
    return ask((core, _, _) -> core.counts());
  }

  @Override
  public List<CallOverview> calls(int max) {
    return ask((core, _, _) -> core.overview(max));
  }

  @Override
  public List<CallRef> callRefs() {
    return ask((core, _, _) -> core.callRefs());
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
    return ask((core, now, out) -> core.endCall(call, now, out));
  }

  @Override
  public boolean drain(CallRef call) {
    return ask((core, now, out) -> core.drainCall(call, now, out));
  }

  @Override
  public void drainServer() {
    server.drain();
  }

  @Override
  public boolean isDraining() {
    return server.isDraining();
  }

  private <T> T ask(CallLoop.Question<T> question) {
    try {
      return loop.ask(question, PATIENCE);
    } catch (TimeoutException late) {
      throw new IllegalStateException("the calls do not answer", late);
    }
  }
}
