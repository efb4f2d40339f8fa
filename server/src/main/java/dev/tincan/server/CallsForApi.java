package dev.tincan.server;

import dev.tincan.calls.CallSummary;
import dev.tincan.calls.call.CallId;
import dev.tincan.calls.call.JoinLink;
import dev.tincan.calls.call.NewCall;
import dev.tincan.calls.call.Plan;
import dev.tincan.calls.call.StoredCall;
import dev.tincan.server.api.CallDesk;
import dev.tincan.server.store.CallFilter;
import dev.tincan.server.store.CallStore;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the API asks goes to the calls and to what is stored of them.
record CallsForApi(PatientCalls calls, CallStore store) implements CallDesk {
  /// Stored before it exists: who was told of a call finds it again, whatever happens to the
  /// process.
  @Override
  public Optional<NewCall> create(Plan plan, Optional<String> owner) {
    Optional<NewCall> drawn = calls.ask((core, now, _) -> core.drawCall(plan, owner, now));
    drawn.ifPresent(call -> {
      store.save(call.stored());
      calls.ask((core, now, out) -> {
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
  public Optional<StoredCall> ended(CallId call) {
    calls.awaitStored();
    return store.find(call);
  }

  @Override
  public List<StoredCall> page(CallFilter filter, int max) {
    return store.page(filter, max);
  }

  @Override
  public List<StoredCall> scheduledOf(String owner, int max) {
    return store.scheduledOf(owner, max);
  }

  @Override
  public Optional<CallSummary> now(CallId call) {
    return calls.ask((core, _, _) -> core.findCall(call));
  }

  @Override
  public Map<CallId, CallSummary> now(Collection<CallId> ids) {
    return calls.ask((core, _, _) -> {
      Map<CallId, CallSummary> summaries = new HashMap<>();
      for (CallId call : ids) {
        core.findCall(call).ifPresent(summary -> summaries.put(call, summary));
      }
      return summaries;
    });
  }

  @Override
  public Change change(CallId call, int expectedRevision, Plan plan) {
    return calls.change((core, now, out) -> {
      Optional<StoredCall> before = core.storedCall(call);
      return before.isPresent() && before.get().revision() != expectedRevision
          ? new Change.Stale()
          : outcome(core.changePlan(call, plan, now, out));
    });
  }

  @Override
  public Change addLink(CallId call, JoinLink link) {
    return calls.change((core, now, out) -> outcome(core.addLink(call, link, now, out)));
  }

  @Override
  public Change removeLink(CallId call, String link) {
    return calls.change((core, now, out) -> outcome(core.revokeLink(call, link, now, out)));
  }

  @Override
  public boolean cancel(CallId call) {
    return calls.change((core, now, out) -> core.cancel(call, now, out));
  }

  @Override
  public boolean end(CallId call) {
    return calls.change((core, now, out) -> core.endCall(call, now, out));
  }

  private static Change outcome(Optional<StoredCall> changed) {
    return changed.<Change>map(Change.Done::new).orElseGet(Change.Over::new);
  }
}
