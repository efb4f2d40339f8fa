package dev.tincan.calls.call;

import dev.tincan.calls.session.ParticipantId;
import dev.tincan.calls.session.Secret;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// The one thing people meet in. Confined to the thread of the server that created it.
public final class Call {

  private final CallRef ref;
  private final Admission ofName;
  private final Map<ParticipantId, Participant> participants = new LinkedHashMap<>();

  /// By which link somebody inside came, for those who came by one.
  private final Map<ParticipantId, String> links = new LinkedHashMap<>();

  private Optional<StoredCall> stored;
  private Progress progress;
  private CallState state;
  private OptionalLong lengthOverNanos = OptionalLong.empty();

  private Call(CallRef ref, Admission ofName, Optional<StoredCall> stored, CallState state) {
    this.ref = ref;
    this.ofName = ofName;
    this.stored = stored;
    this.progress = stored.map(StoredCall::progress).orElse(Progress.NONE);
    this.state = state;
  }

  /// A call with a chosen name: it has no title and no links, and somebody is about to join it.
  public static Call named(CallName name, Admission admission, long deadlineNanos) {
    return new Call(name, admission, Optional.empty(), new CallState.Open(deadlineNanos));
  }

  /// A created or restored call, with nobody inside.
  public static Call stored(StoredCall stored, CallState state) {
    return new Call(stored.id(), Admission.OPEN, Optional.of(stored), state);
  }

  /// Somebody comes in; the order of joining is kept [S20].
  public void join(Participant participant, Optional<String> link, Instant at) {
    if (state instanceof CallState.Ended) {
      throw new IllegalStateException("Nobody joins an ended call: " + this);
    }
    if (participants.putIfAbsent(participant.id(), participant) != null) {
      throw new IllegalStateException("Already inside: " + participant);
    }
    link.ifPresent(id -> links.put(participant.id(), id));
    progress = progress.entered(at);
    state = stateWithPeople();
  }

  /// Somebody goes; the last one leaves the call lingering until `deadlineNanos` [S21].
  public void leave(ParticipantId participant, long deadlineNanos, Instant at) {
    if (participants.remove(participant) == null) {
      throw new IllegalStateException("Not inside: " + participant);
    }
    links.remove(participant);
    if (participants.isEmpty()) {
      progress = progress.emptied(at);
      state = new CallState.Lingering(deadlineNanos);
    } else {
      state = stateWithPeople();
    }
  }

  /// The same participant, changed.
  public void update(Participant participant) {
    if (participants.replace(participant.id(), participant) == null) {
      throw new IllegalStateException("Not inside: " + participant);
    }
  }

  /// With nobody inside, it waits for what comes next in its life.
  public void await(CallState next) {
    if (!participants.isEmpty()) {
      throw new IllegalStateException("Somebody is inside: " + this);
    }
    state = next;
  }

  /// Everybody is out, and nobody has come to the time that comes next.
  public void begin(Progress next, CallState awaiting) {
    participants.clear();
    links.clear();
    lengthOverNanos = OptionalLong.empty();
    progress = next;
    state = awaiting;
  }

  /// The time that is on or comes next starts then, whoever is inside already.
  public void move(Instant time) {
    progress = new Progress(Optional.of(time), progress.beganAt(), progress.emptySince());
  }

  /// It ends then even with people inside [S86].
  public void limitLength(OptionalLong overNanos) {
    lengthOverNanos = overNanos;
  }

  /// Over for everyone.
  public void end(CallState.Ended over) {
    participants.clear();
    links.clear();
    lengthOverNanos = OptionalLong.empty();
    state = over;
  }

  /// What was agreed of it, and who may come in by which link, is another from now on.
  public void change(Plan plan, List<JoinLink> joinLinks) {
    stored = stored.map(call -> call.with(plan, joinLinks));
  }

  /// The link of this secret, expired or not.
  public Optional<JoinLink> link(Secret secret) {
    return links().stream().filter(link -> link.secret().matches(secret)).findFirst();
  }

  /// The name that somebody inside was invited under and cannot change.
  public Optional<String> fixedName(ParticipantId participant) {
    return linkOf(participant)
        .flatMap(id -> links().stream().filter(link -> link.id().equals(id)).findFirst())
        .flatMap(JoinLink::name);
  }

  /// The id of the link somebody inside came by.
  public Optional<String> linkOf(ParticipantId participant) {
    return Optional.ofNullable(links.get(participant));
  }

  public List<JoinLink> links() {
    return stored.map(StoredCall::links).orElse(List.of());
  }

  public CallRef ref() {
    return ref;
  }

  public Optional<String> title() {
    return stored.flatMap(call -> call.plan().title());
  }

  public Optional<Plan> plan() {
    return stored.map(StoredCall::plan);
  }

  public Optional<Schedule> schedule() {
    return stored.flatMap(call -> call.plan().schedule());
  }

  public Admission admission() {
    return stored.map(call -> call.plan().admission()).orElse(ofName);
  }

  public Progress progress() {
    return progress;
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

  /// When something becomes of it by itself; empty when nothing does.
  public OptionalLong deadlineNanos() {
    return switch (state) {
      case CallState.Scheduled scheduled -> OptionalLong.of(scheduled.deadlineNanos());
      case CallState.Open open -> OptionalLong.of(open.deadlineNanos());
      case CallState.Lingering lingering -> OptionalLong.of(sooner(lingering.deadlineNanos()));
      case CallState.Waiting _, CallState.Live _ -> lengthOverNanos;
      case CallState.Ended _ -> OptionalLong.empty();
    };
  }

  /// Whether it has lasted as long as it may.
  public boolean isTooLong(long nowNanos) {
    return lengthOverNanos.isPresent() && nowNanos - lengthOverNanos.getAsLong() >= 0;
  }

  /// What to store of it; empty for a chosen name, which lives in memory only.
  public Optional<StoredCall> toStore() {
    Optional<CallState.Ended> ended =
        state instanceof CallState.Ended over ? Optional.of(over) : Optional.empty();
    return stored.map(call -> call.with(progress, ended));
  }

  @Override
  public String toString() {
    return "Call[" + ref + ", " + state + ", " + participants.size() + " inside]";
  }

  private long sooner(long deadlineNanos) {
    return lengthOverNanos.isPresent() && lengthOverNanos.getAsLong() - deadlineNanos < 0
        ? lengthOverNanos.getAsLong()
        : deadlineNanos;
  }

  private CallState stateWithPeople() {
    return participants.size() > 1 ? new CallState.Live() : new CallState.Waiting();
  }
}
