package dev.tincan.calls;

import dev.tincan.calls.call.Call;
import dev.tincan.calls.call.CallId;
import dev.tincan.calls.call.CallRef;
import dev.tincan.calls.call.CallState;
import dev.tincan.calls.call.Participant;
import dev.tincan.calls.call.Role;
import dev.tincan.calls.message.CallView;
import dev.tincan.calls.message.Knocker;
import dev.tincan.calls.session.ParticipantId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The calls that have not ended, by how they are addressed, and what is kept only as long as they
/// last; of those that have ended, when and why, as far as that is remembered.
final class CallBook {

  private final CallLimits limits;
  private final Map<CallRef, Call> byRef = new LinkedHashMap<>();
  private final Map<CallId, CallState.Ended> ended = new LinkedHashMap<>();
  private final Doors doors = new Doors();
  private final Watchers watchers = new Watchers();
  private final Passphrases passphrases;

  CallBook(CallLimits limits) {
    this.limits = limits;
    this.passphrases = new Passphrases(limits);
  }

  void put(Call call) {
    byRef.put(call.ref(), call);
  }

  Optional<Call> find(CallRef ref) {
    return Optional.ofNullable(byRef.get(ref));
  }

  /// The call is over for good.
  void remove(CallRef ref) {
    byRef.remove(ref);
    watchers.forget(ref);
    passphrases.forget(ref);
  }

  /// The oldest end is forgotten when there are too many: its call is then not found rather than
  /// ended.
  void remember(CallId id, CallState.Ended over) {
    ended.put(id, over);
    if (ended.size() > limits.sizes().rememberedEnds()) {
      ended.remove(ended.keySet().iterator().next());
    }
  }

  Optional<CallState.Ended> endOf(CallId id) {
    return Optional.ofNullable(ended.get(id));
  }

  /// Whether a call has this id, or had it not long ago.
  boolean isTaken(CallId id) {
    return byRef.containsKey(id) || ended.containsKey(id);
  }

  /// The session is over: nobody waits in it, or knows a passphrase.
  void forget(ParticipantId session) {
    watchers.remove(session);
    passphrases.forget(session);
  }

  void clear() {
    byRef.clear();
    ended.clear();
    doors.clear();
    watchers.clear();
    passphrases.clear();
  }

  Doors doors() {
    return doors;
  }

  Watchers watchers() {
    return watchers;
  }

  Passphrases passphrases() {
    return passphrases;
  }

  /// The oldest first.
  List<Call> all() {
    return new ArrayList<>(byRef.values());
  }

  int size() {
    return byRef.size();
  }

  int participants() {
    return byRef.values().stream().mapToInt(Call::size).sum();
  }

  CallCounts.Calls counts() {
    int scheduled = 0;
    int open = 0;
    int waiting = 0;
    int live = 0;
    int lingering = 0;
    for (Call call : byRef.values()) {
      switch (call.state()) {
        case CallState.Scheduled _ -> scheduled++;
        case CallState.Open _ -> open++;
        case CallState.Waiting _ -> waiting++;
        case CallState.Live _ -> live++;
        case CallState.Lingering _ -> lingering++;
        case CallState.Ended _ -> throw new IllegalStateException("Ended, but there: " + call);
      }
    }
    return new CallCounts.Calls(scheduled, open, waiting, live, lingering);
  }

  /// The call as one of those inside sees it.
  CallView view(Call call, Visit visit, List<Participant> participants) {
    Role role = call.find(visit.id()).map(Participant::role).orElse(Role.GUEST);
    Optional<Door> door = doors.find(call.ref());
    boolean locked = door.map(Door::isLocked).orElse(false);
    List<Knocker> knockers =
        door.filter(_ -> role == Role.HOST)
            .map(of -> of.knocks().stream().map(Knock::told).toList())
            .orElse(List.of());
    return new CallView(call.ref(), call.title(), visit.id(), role, participants, locked, knockers);
  }
}
