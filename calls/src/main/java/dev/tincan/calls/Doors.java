package dev.tincan.calls;

import dev.tincan.calls.call.CallRef;
import dev.tincan.calls.session.ParticipantId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The doors of all calls that need one, and which of them a session knocks at: at most one.
final class Doors {

  private final Map<CallRef, Door> byCall = new LinkedHashMap<>();
  private final Map<ParticipantId, CallRef> knocking = new LinkedHashMap<>();

  Door of(CallRef call) {
    return byCall.computeIfAbsent(call, Door::new);
  }

  /// Nothing was ever said about who may come in when it is empty.
  Optional<Door> find(CallRef call) {
    return Optional.ofNullable(byCall.get(call));
  }

  boolean isLocked(CallRef call) {
    return find(call).map(Door::isLocked).orElse(false);
  }

  Optional<CallRef> knockedAt(ParticipantId session) {
    return Optional.ofNullable(knocking.get(session));
  }

  /// False when too many wait there.
  boolean knock(CallRef call, Knock knock) {
    boolean heard = of(call).knock(knock);
    if (heard) {
      knocking.put(knock.participant().id(), call);
    }
    return heard;
  }

  Optional<Knock> endKnock(ParticipantId session) {
    CallRef call = knocking.remove(session);
    return call == null ? Optional.empty() : of(call).endKnock(session);
  }

  /// Nobody knocks there any more.
  void endKnocks(CallRef call) {
    for (Knock knock : of(call).knocks()) {
      endKnock(knock.participant().id());
    }
  }

  /// The call is over; whoever knocked there was told.
  void forget(CallRef call) {
    Door door = byCall.remove(call);
    if (door != null) {
      door.knocks().forEach(knock -> knocking.remove(knock.participant().id()));
    }
  }

  void clear() {
    byCall.clear();
    knocking.clear();
  }
}
