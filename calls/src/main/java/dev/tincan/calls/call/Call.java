package dev.tincan.calls.call;

import dev.tincan.calls.session.ParticipantId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// The one thing people meet in. Confined to the thread of the server that created it.
public final class Call {

  private final CallRef ref;
  private final Optional<StoredCall> stored;
  private final Map<ParticipantId, Participant> participants = new LinkedHashMap<>();

  private CallState state;
  private boolean joined;

  private Call(CallRef ref, Optional<StoredCall> stored, CallState state) {
    this.ref = ref;
    this.stored = stored;
    this.state = state;
  }

  /// A call with a chosen name: it has no title, no host, and somebody is about to join it.
  public static Call named(CallName name, long deadlineNanos) {
    return new Call(name, Optional.empty(), new CallState.Open(deadlineNanos));
  }

  /// A created or restored call, with nobody inside until `deadlineNanos`.
  public static Call stored(StoredCall stored, long deadlineNanos) {
    CallState state =
        stored.joined()
            ? new CallState.Lingering(deadlineNanos)
            : new CallState.Open(deadlineNanos);
    var call = new Call(stored.id(), Optional.of(stored), state);
    call.joined = stored.joined();
    return call;
  }

  /// Somebody comes in; the order of joining is kept [S20].
  public void join(Participant participant) {
    if (state instanceof CallState.Ended) {
      throw new IllegalStateException("Nobody joins an ended call: " + this);
    }
    if (participants.putIfAbsent(participant.id(), participant) != null) {
      throw new IllegalStateException("Already inside: " + participant);
    }
    joined = true;
    state = stateWithPeople();
  }

  /// Somebody goes; the last one leaves the call lingering until `deadlineNanos` [S21].
  public void leave(ParticipantId participant, long deadlineNanos) {
    if (participants.remove(participant) == null) {
      throw new IllegalStateException("Not inside: " + participant);
    }
    state = participants.isEmpty() ? new CallState.Lingering(deadlineNanos) : stateWithPeople();
  }

  /// The same participant, changed.
  public void update(Participant participant) {
    if (participants.replace(participant.id(), participant) == null) {
      throw new IllegalStateException("Not inside: " + participant);
    }
  }

  /// Over for everyone.
  public void end(CallState.Ended over) {
    participants.clear();
    state = over;
  }

  /// Whether this key makes a host of this call.
  public boolean opensWith(HostKey key) {
    return stored.stream()
        .flatMap(call -> call.links().stream())
        .anyMatch(link -> link.role() == Role.HOST && link.secret().matches(key.secret()));
  }

  public CallRef ref() {
    return ref;
  }

  public Optional<String> title() {
    return stored.flatMap(call -> call.plan().title());
  }

  /// Whoever is no host knocks.
  public boolean hasLobby() {
    return stored.map(call -> call.plan().admission().lobby()).orElse(false);
  }

  public CallState state() {
    return state;
  }

  public int size() {
    return participants.size();
  }

  public Optional<Participant> find(ParticipantId participant) {
    return Optional.ofNullable(participants.get(participant));
  }

  /// Everyone inside in the order they joined.
  public List<Participant> participants() {
    return new ArrayList<>(participants.values());
  }

  /// When an empty call ends by itself; empty while somebody is inside and when it is over.
  public OptionalLong deadlineNanos() {
    return switch (state) {
      case CallState.Open open -> OptionalLong.of(open.deadlineNanos());
      case CallState.Lingering lingering -> OptionalLong.of(lingering.deadlineNanos());
      case CallState.Waiting _, CallState.Live _, CallState.Ended _ -> OptionalLong.empty();
    };
  }

  /// What to store of it; empty for a chosen name, which lives in memory only.
  public Optional<StoredCall> toStore() {
    Optional<CallState.Ended> ended =
        state instanceof CallState.Ended over ? Optional.of(over) : Optional.empty();
    return stored.map(call -> call.with(joined, ended));
  }

  @Override
  public String toString() {
    return "Call[" + ref + ", " + state + ", " + participants.size() + " inside]";
  }

  private CallState stateWithPeople() {
    return participants.size() > 1 ? new CallState.Live() : new CallState.Waiting();
  }
}
