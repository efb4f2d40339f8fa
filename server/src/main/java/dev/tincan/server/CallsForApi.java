package dev.tincan.server;

import dev.tincan.calls.CallSummary;
import dev.tincan.calls.call.CallId;
import dev.tincan.calls.call.JoinLink;
import dev.tincan.calls.call.NewCall;
import dev.tincan.calls.call.Plan;
import dev.tincan.calls.call.StoredCall;
import dev.tincan.server.api.CallDesk;
import dev.tincan.server.signaling.CallLoop;
import dev.tincan.server.store.CallFilter;
import dev.tincan.server.store.CallStore;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
  public List<StoredCall> page(CallFilter filter, int max) {
    return store.page(filter, max);
  }

  @Override
  public Optional<CallSummary> now(CallId call) {
    return ask((core, _, _) -> core.findCall(call));
  }

  @Override
  public Map<CallId, CallSummary> now(Collection<CallId> calls) {
    return ask((core, _, _) -> {
      Map<CallId, CallSummary> summaries = new HashMap<>();
      for (CallId call : calls) {
        core.findCall(call).ifPresent(summary -> summaries.put(call, summary));
      }
      return summaries;
    });
  }

  @Override
  public Change change(CallId call, int expectedRevision, Plan plan) {
    return stored(
        ask((core, now, out) -> {
          Optional<StoredCall> before = core.storedCall(call);
          return before.isPresent() && before.get().revision() != expectedRevision
              ? new Change.Stale()
              : outcome(core.changePlan(call, plan, now, out));
        }));
  }

  @Override
  public Change addLink(CallId call, JoinLink link) {
    return stored(ask((core, now, out) -> outcome(core.addLink(call, link, now, out))));
  }

  @Override
  public Change removeLink(CallId call, String link) {
    return stored(ask((core, now, out) -> outcome(core.revokeLink(call, link, now, out))));
  }

  @Override
  public boolean cancel(CallId call) {
    return stored(ask((core, now, out) -> core.cancel(call, now, out)));
  }

  @Override
  public boolean end(CallId call) {
    return stored(ask((core, now, out) -> core.endCall(call, now, out)));
  }

  private static Change outcome(Optional<StoredCall> changed) {
    return changed.<Change>map(Change.Done::new).orElseGet(Change.Over::new);
  }

  /// Whoever is answered finds it in the database.
  private <T> T stored(T outcome) {
    try {
      loop.awaitStored(PATIENCE);
      return outcome;
    } catch (TimeoutException late) {
      throw new IllegalStateException("the database does not answer", late);
    }
  }

  private <T> T ask(CallLoop.Question<T> question) {
    try {
      return loop.ask(question, PATIENCE);
    } catch (TimeoutException late) {
      throw new IllegalStateException("the calls do not answer", late);
    }
  }
}
