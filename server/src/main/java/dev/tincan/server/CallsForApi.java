package dev.tincan.server;

import dev.tincan.calls.CallSummary;
import dev.tincan.calls.call.CallId;
import dev.tincan.calls.call.NewCall;
import dev.tincan.calls.call.Plan;
import dev.tincan.calls.call.StoredCall;
import dev.tincan.server.api.CallDesk;
import dev.tincan.server.signaling.CallLoop;
import dev.tincan.server.store.CallStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/// What the API asks goes to the calls and to what is stored of them.
record CallsForApi(CallLoop loop, CallStore store) implements CallDesk {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /// Stored before it exists: who was told of a call finds it again, whatever happens to the
  /// process.
  @Override
  public Optional<NewCall> create(Plan plan, Optional<String> owner) {
    Optional<NewCall> drawn = ask((core, now, _) -> core.drawCall(plan, owner, now));
    drawn.ifPresent(call -> {
      store.save(call.stored());
      ask((core, now, out) -> {
        core.addCall(call.stored(), now, out);
        return true;
      });
    });
    return drawn;
  }

  @Override
  public Optional<StoredCall> find(CallId call) {
    return store.find(call);
  }

  @Override
  public List<StoredCall> scheduledOf(String owner, int max) {
    return store.scheduledOf(owner, max);
  }

  @Override
  public Optional<CallSummary> now(CallId call) {
    return ask((core, _, _) -> core.findCall(call));
  }

  @Override
  public boolean end(CallId call) {
    return ask((core, now, out) -> core.endCall(call, now, out));
  }

  private <T> T ask(CallLoop.Question<T> question) {
    try {
      return loop.ask(question, PATIENCE);
    } catch (TimeoutException late) {
      throw new IllegalStateException("the calls do not answer", late);
    }
  }
}
