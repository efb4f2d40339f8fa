package dev.tincan.calls;

import dev.tincan.calls.call.Call;
import dev.tincan.calls.call.CallRef;
import dev.tincan.calls.call.CallState;
import dev.tincan.calls.session.ParticipantId;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/// Who waits in front of a call whose time has not come. A session waits for one call at most, the
/// last it asked for; so there are never more entries than sessions.
final class Watchers {

  private final Map<ParticipantId, CallRef> byVisit = new LinkedHashMap<>();
  private final Map<CallRef, Set<ParticipantId>> byCall = new LinkedHashMap<>();

  /// From now on this session waits for `call`, if its time is still to come, and for no other.
  void watch(ParticipantId visit, Call call) {
    remove(visit);
    if (call.state() instanceof CallState.Scheduled) {
      byVisit.put(visit, call.ref());
      byCall.computeIfAbsent(call.ref(), _ -> new LinkedHashSet<>()).add(visit);
    }
  }

  void remove(ParticipantId visit) {
    CallRef watched = byVisit.remove(visit);
    if (watched == null) {
      return;
    }
    Set<ParticipantId> others = byCall.get(watched);
    if (others != null && others.remove(visit) && others.isEmpty()) {
      byCall.remove(watched);
    }
  }

  /// Those who wait for this call, who are told now and wait no longer.
  Set<ParticipantId> take(CallRef call) {
    Set<ParticipantId> waiting = byCall.remove(call);
    if (waiting == null) {
      return new LinkedHashSet<>();
    }
    waiting.forEach(byVisit::remove);
    return waiting;
  }

  void forget(CallRef call) {
    take(call);
  }

  void clear() {
    byVisit.clear();
    byCall.clear();
  }
}
