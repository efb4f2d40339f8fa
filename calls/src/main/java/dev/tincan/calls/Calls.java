package dev.tincan.calls;

import dev.tincan.calls.CallLimits.ChosenNames;
import dev.tincan.calls.call.Admission;
import dev.tincan.calls.call.Call;
import dev.tincan.calls.call.CallId;
import dev.tincan.calls.call.CallName;
import dev.tincan.calls.call.CallRef;
import dev.tincan.calls.call.CallState;
import dev.tincan.calls.call.EndReason;
import dev.tincan.calls.call.HostKey;
import dev.tincan.calls.call.JoinLink;
import dev.tincan.calls.call.LeaveReason;
import dev.tincan.calls.call.Media;
import dev.tincan.calls.call.NewCall;
import dev.tincan.calls.call.Participant;
import dev.tincan.calls.call.PassphraseHash;
import dev.tincan.calls.call.Plan;
import dev.tincan.calls.call.Progress;
import dev.tincan.calls.call.Role;
import dev.tincan.calls.call.StoredCall;
import dev.tincan.calls.call.StoredDoor;
import dev.tincan.calls.call.StoredParticipant;
import dev.tincan.calls.message.CallView;
import dev.tincan.calls.message.ClientMessage;
import dev.tincan.calls.message.ErrorCode;
import dev.tincan.calls.message.Knocker;
import dev.tincan.calls.message.ServerMessage;
import dev.tincan.calls.message.Signal;
import dev.tincan.calls.session.ParticipantId;
import dev.tincan.calls.session.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/// All calls, and what the messages about them do.
final class Calls {

  /// How long somebody waits to be let in [S102].
  static final Duration KNOCK_LIFETIME = Duration.ofMinutes(10);

  /// Links of one call that were made and not revoked.
  private static final int LINKS_MAX = 200;

  private static final String NOBODY_NEW = "Nobody new is let into this call.";

  private static final Media NO_MEDIA = new Media(false, false);

  private final CallLimits limits;
  private final Visits visits;
  private final RandomGenerator random;
  private final Deadlines<Due> deadlines;
  private final Doors doors = new Doors();
  private final HostActs hostActs;
  private final Map<CallRef, Call> byRef = new LinkedHashMap<>();
  private final Map<CallId, Creation> creations = new LinkedHashMap<>();
  private final Map<CallId, CallState.Ended> ended = new LinkedHashMap<>();
  private final CallTimes times;
  private final Watchers watchers = new Watchers();
  private final Passphrases passphrases;

  /// A call that is being stored; nobody can join it before it is. Its key is kept in the clear
  /// until then only.
  private record Creation(NewCall call, ParticipantId creator, Optional<String> re) {}

  /// One envelope being handled: who asks, under which id, and in which step.
  record Request(Visit visit, Optional<String> id, Step step) {}

  Calls(CallLimits limits, Visits visits, RandomGenerator random, Deadlines<Due> deadlines) {
    this.limits = limits;
    this.visits = visits;
    this.random = random;
    this.deadlines = deadlines;
    this.hostActs = new HostActs(this, visits, doors);
    this.times = new CallTimes(limits);
    this.passphrases = new Passphrases(limits);
  }

  /// A call from before the start, where it would be had the server not stopped; people get the
  /// usual time to come back to one in which somebody was [S84].
  void restore(StoredCall stored, Now now) {
    if (stored.ended().isPresent()) {
      remember(stored.id(), stored.ended().get());
      return;
    }
    Call call = Call.stored(stored, times.stateOf(stored, now));
    call.limitLength(times.lengthOver(call, now));
    add(call);
  }

  /// Who may not come in; the lock holds until a host opens it, and blocks as long as the call.
  void restore(StoredDoor stored) {
    if (byRef.containsKey(stored.call())) {
      doors.of(stored.call()).restore(stored);
    }
  }

  /// Someone who was in a call before the start, and is until `deadlineNanos` if not back by then.
  /// A call by a chosen name is there again with its first participant.
  ///
  /// @return empty when the call is over
  Optional<Visit> restore(StoredParticipant stored, long deadlineNanos, Now now) {
    Call call = byRef.get(stored.call());
    if (call == null && stored.call() instanceof CallName name) {
      call = add(Call.named(name, ofNames(), deadlineNanos));
    }
    if (call == null) {
      return Optional.empty();
    }
    Visit visit = visits.restore(stored, deadlineNanos, now);
    call.join(stored.participant(), stored.link(), now.wall());
    visit.enter(call);
    await(call);
    return Optional.of(visit);
  }

  /// Handles one message of a session.
  void onMessage(Request request, ClientMessage message) {
    switch (message) {
      case ClientMessage.CreateCall create -> create(request, create);
      case ClientMessage.LookUpCall lookUp -> lookUp(request, lookUp);
      case ClientMessage.JoinCall join -> join(request, join, Optional.empty());
      case ClientMessage.LeaveCall _ -> leave(request);
      case ClientMessage.UpdateParticipant update -> update(request, update);
      case ClientMessage.EndCall _ -> end(request);
      case ClientMessage.HostAct act -> hostActs.on(request, act);
      case ClientMessage.SignalTo(ParticipantId to, Signal signal) -> pass(request, to, signal);
      case ClientMessage.Invalid(String reason) ->
          reject(request, ErrorCode.MESSAGE_INVALID, reason);
      case ClientMessage.Unknown(String type) -> reject(request, ErrorCode.MESSAGE_UNKNOWN, type);
    }
  }

  /// The second half of creating a call: it exists from now on.
  void onStored(CallId id, Step step) {
    Creation creation = creations.remove(id);
    if (creation == null) {
      return; // A call that was stored again.
    }
    NewCall made = creation.call();
    addStored(made.stored(), step);
    var answer =
        new ServerMessage.CallCreated(id, made.hostKey(), made.guestKey(), made.viewerKey());
    visits
        .find(creation.creator())
        .ifPresent(creator -> visits.deliver(creator, creation.re(), answer, step));
  }

  /// The call was never there. For a call that was stored again, what is stored is merely older
  /// than it could be.
  void onStoreFailed(CallId id, Step step) {
    Creation creation = creations.remove(id);
    if (creation == null) {
      return;
    }
    visits
        .find(creation.creator())
        .ifPresent(creator ->
            visits.reject(
                creator,
                creation.re(),
                ErrorCode.SERVER_UNAVAILABLE,
                "The call could not be stored.",
                step));
  }

  /// Its time has come, nobody came (back) in time [S21], or it has lasted long enough [S86].
  void onCallDue(CallRef ref, Step step) {
    Call call = byRef.get(ref);
    if (call == null) {
      throw new IllegalStateException("A deadline outlived its call: " + ref);
    }
    switch (call.state()) {
      case CallState.Scheduled _ -> openIfDue(call, step);
      case CallState.Open _ -> over(call, EndReason.EXPIRED, Optional.empty(), step);
      case CallState.Waiting _, CallState.Live _ ->
          over(call, EndReason.MAX_LENGTH, Optional.empty(), step);
      case CallState.Lingering _ -> {
        boolean tooLong = call.isTooLong(step.now().nanos());
        over(call, tooLong ? EndReason.MAX_LENGTH : EndReason.EMPTY, Optional.empty(), step);
      }
      case CallState.Ended _ -> throw new IllegalStateException("Ended, but there: " + call);
    }
  }

  /// The session is over: nobody waits in it, or knows a passphrase.
  void forget(Visit visit) {
    watchers.remove(visit.id());
    passphrases.forget(visit.id());
  }

  /// The visit is out of its call if it was in one; the others are told.
  void remove(Visit visit, LeaveReason reason, Step step) {
    endKnock(visit.id(), step);
    if (visit.call().isEmpty()) {
      return;
    }
    Call call = visit.call().get();
    visit.exit();
    step.out().forgetParticipant(visit.id());
    Now now = step.now();
    call.leave(visit.id(), now.plus(times.lingering(call.plan())), now.wall());
    step.event(new CallEvent.ParticipantLeft(call.ref(), visit.id(), reason));
    tellAll(call, new ServerMessage.ParticipantLeft(visit.id(), reason), step);
    hostActs.passOn(call, step);
    if (call.size() == 0) {
      // A restart counts on from here.
      call.toStore().ifPresent(step.out()::store);
    }
    await(call);
    endIfDrained(call, step);
  }

  /// Nobody let them in [S102].
  void onKnockOver(ParticipantId id, Step step) {
    endKnock(id, step);
    Visit visit = visits.require(id);
    visits.reject(visit, Optional.empty(), ErrorCode.CALL_KNOCK_EXPIRED, "Nobody answered.", step);
  }

  /// They knock no longer, if they did; hosts are told.
  void endKnock(ParticipantId id, Step step) {
    Optional<Call> call = doors.knockedAt(id).map(byRef::get);
    if (doors.endKnock(id).isPresent()) {
      deadlines.cancel(new Due.KnockOver(id));
      call.ifPresent(of -> tellHosts(of, new ServerMessage.KnockEnded(id), step));
    }
  }

  /// The others see whether the visit has a connection, if that is news to them [S15].
  void showConnected(Visit visit, boolean connected, Step step) {
    participant(visit)
        .filter(participant -> participant.connected() != connected)
        .ifPresent(participant -> change(visit, participant.withConnected(connected), step));
  }

  /// The call the visit is in as it is now, with everyone inside including itself; empty when it is
  /// in none.
  Optional<CallView> snapshot(Visit visit) {
    return visit.call().map(call -> view(call, visit, call.participants()));
  }

  void clear() {
    byRef.clear();
    doors.clear();
    creations.clear();
    ended.clear();
    watchers.clear();
    passphrases.clear();
  }

  List<Call> all() {
    return new ArrayList<>(byRef.values());
  }

  boolean isKnocking(ParticipantId participant) {
    return doors.knockedAt(participant).isPresent();
  }

  /// The names of those who wait before the call.
  Map<ParticipantId, String> knockers(CallRef ref) {
    Map<ParticipantId, String> names = new LinkedHashMap<>();
    doors
        .find(ref)
        .ifPresent(door ->
            door.knocks()
                .forEach(knock -> names.put(knock.participant().id(), knock.participant().name())));
    return names;
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

  int participants() {
    return byRef.values().stream().mapToInt(Call::size).sum();
  }

  private void create(Request request, ClientMessage.CreateCall create) {
    if (!mayAddCall(request)) {
      return;
    }
    if (times.asksTooMuch(create.plan())) {
      reject(
          request, ErrorCode.MESSAGE_INVALID, "lengthMaxMinutes is more than this server allows.");
      return;
    }
    if (create.passphrase().isEmpty()) {
      create(request, create.plan());
      return;
    }
    if (!passphrases.isFree(request.visit().id())) {
      rejectGuess(request);
      return;
    }
    PassphraseCheck check = passphrases.hashing(request.visit().id(), request.id(), create);
    request.step().out().hashPassphrase(check, create.passphrase().get());
  }

  private void create(Request request, Plan plan) {
    Step step = request.step();
    NewCall call = draw(plan, Optional.empty(), step.now().wall());
    CallId id = call.stored().id();
    creations.put(id, new Creation(call, request.visit().id(), request.id()));
    step.out().store(call.stored());
  }

  /// The second of three parts of making a call with a passphrase.
  void onPassphraseHashed(PassphraseCheck check, Optional<PassphraseHash> hash, Step step) {
    Optional<Passphrases.Hashing> hashing = passphrases.takeHashing(check);
    Optional<Visit> creator = hashing.map(Passphrases.Hashing::visit).flatMap(visits::find);
    if (hashing.isEmpty() || creator.isEmpty()) {
      return;
    }
    var request = new Request(creator.get(), hashing.get().re(), step);
    if (hash.isEmpty()) {
      reject(request, ErrorCode.SERVER_UNAVAILABLE, "The passphrase could not be kept.");
      return;
    }
    Plan plan = hashing.get().create().plan();
    create(request, plan.withAdmission(plan.admission().withPassphrase(hash.get())));
  }

  /// The second half of joining with a passphrase: everything else may be different by now.
  void onPassphraseCompared(PassphraseCheck check, Optional<Boolean> right, Step step) {
    Optional<Passphrases.Comparing> comparing = passphrases.takeComparing(check);
    Optional<Visit> guest = comparing.map(Passphrases.Comparing::visit).flatMap(visits::find);
    if (comparing.isEmpty() || guest.isEmpty()) {
      return;
    }
    var request = new Request(guest.get(), comparing.get().re(), step);
    if (right.isEmpty()) {
      reject(request, ErrorCode.SERVER_UNAVAILABLE, "The passphrase could not be looked at.");
    } else if (right.get()) {
      visits.addresses().wasRight(guest.get().address(), step.now());
      passphrases.wasRight(comparing.get().call());
      join(request, comparing.get().join(), Optional.of(comparing.get().hash()));
    } else {
      reject(request, ErrorCode.CALL_PASSPHRASE_WRONG, "This is not the passphrase of the call.");
    }
  }

  /// A call that is not there yet.
  NewCall draw(Plan plan, Optional<String> owner, Instant createdAt) {
    var hostKey = HostKey.random(random);
    // Whoever knows the id of another call is a guest already.
    Optional<Secret> guestKey =
        plan.admission().invitedOnly() ? Optional.of(Secret.random(random)) : Optional.empty();
    Secret viewerKey = Secret.random(random);
    List<JoinLink> links = new ArrayList<>();
    links.add(link(Role.HOST, hostKey.secret(), createdAt));
    guestKey.ifPresent(key -> links.add(link(Role.GUEST, key, createdAt)));
    links.add(link(Role.VIEWER, viewerKey, createdAt));
    var progress = Progress.until(plan.schedule().map(agreed -> agreed.current(createdAt)));
    var stored =
        new StoredCall(
            unusedId(), plan, links, owner, createdAt, 1, false, Optional.empty(), progress);
    return new NewCall(stored, hostKey, guestKey, Optional.of(viewerKey));
  }

  /// A link that the call has from the beginning.
  private static JoinLink link(Role role, Secret secret, Instant createdAt) {
    return new JoinLink(
        role.wire(), role, secret.hash(), Optional.empty(), createdAt, Optional.empty());
  }

  /// A call that was drawn and stored: it exists from now on.
  void addStored(StoredCall stored, Step step) {
    Call call = add(Call.stored(stored, times.stateOf(stored, step.now())));
    step.event(new CallEvent.CallCreated(stored.id()));
    tellSchedule(call, step);
  }

  Optional<StoredCall> changePlan(CallId id, Plan plan, Step step) {
    return Optional.ofNullable(byRef.get(id)).flatMap(call -> change(call, plan, step));
  }

  private Optional<StoredCall> change(Call call, Plan plan, Step step) {
    Now now = step.now();
    boolean moved = !call.schedule().equals(plan.schedule());
    boolean other = call.toStore().filter(stored -> !stored.plan().equals(plan)).isPresent();
    call.change(plan, call.links());
    if (moved && call.size() == 0) {
      Optional<Instant> time = plan.schedule().map(agreed -> agreed.current(now.wall()));
      begin(call, Progress.until(time), now);
      tellSchedule(call, step);
      openIfDue(call, step);
    } else if (moved) {
      plan.schedule().map(agreed -> agreed.current(now.wall())).ifPresent(call::move);
      tellSchedule(call, step);
    }
    if (other) {
      step.event(new CallEvent.CallChanged(call.ref(), plan));
    }
    call.limitLength(times.lengthOver(call, now));
    await(call);
    openLobby(call, step);
    return stored(call, step);
  }

  boolean cancel(CallId id, Step step) {
    Call call = byRef.get(id);
    if (call != null) {
      cancel(call, Optional.empty(), step);
    }
    return call != null;
  }

  private void cancel(Call call, Optional<Request> request, Step step) {
    step.event(new CallEvent.CallCanceled(call.ref()));
    over(call, EndReason.CANCELED, request, step);
  }

  Optional<StoredCall> addLink(CallId id, JoinLink link, Step step) {
    Call call = byRef.get(id);
    if (call == null || call.links().size() >= LINKS_MAX) {
      return Optional.empty();
    }
    List<JoinLink> links = new ArrayList<>(call.links());
    links.add(link);
    return change(call, links, step);
  }

  Optional<StoredCall> revokeLink(CallId id, String link, Step step) {
    Call call = byRef.get(id);
    if (call == null || call.links().stream().noneMatch(known -> known.id().equals(link))) {
      return Optional.empty();
    }
    return change(
        call, call.links().stream().filter(known -> !known.id().equals(link)).toList(), step);
  }

  private static Optional<StoredCall> change(Call call, List<JoinLink> links, Step step) {
    call.plan().ifPresent(plan -> call.change(plan, links));
    return stored(call, step);
  }

  private static Optional<StoredCall> stored(Call call, Step step) {
    Optional<StoredCall> stored = call.toStore();
    stored.ifPresent(step.out()::store);
    return stored;
  }

  Optional<StoredCall> stored(CallId id) {
    return Optional.ofNullable(byRef.get(id)).flatMap(Call::toStore);
  }

  Optional<CallSummary> find(CallId id) {
    return Optional.ofNullable(byRef.get(id))
        .map(call -> new CallSummary(call.state(), call.participants()));
  }

  /// Ends it for everyone, by somebody who need not be in it. False when there is no such call.
  boolean end(CallRef ref, Step step) {
    Optional<Call> call = Optional.ofNullable(byRef.get(ref));
    call.ifPresent(over -> {
      // What has not begun has nothing to end but itself.
      if (over.state() instanceof CallState.Scheduled) {
        cancel(over, Optional.empty(), step);
      } else {
        over(over, EndReason.HOST, Optional.empty(), step);
      }
    });
    return call.isPresent();
  }

  /// Lets nobody new in, nor who waits at the door; the call ends with its last participant, at
  /// once when there is none [S130]. False when there is none, or its time has not come.
  boolean drain(CallRef ref, Step step) {
    Optional<Call> call =
        Optional.ofNullable(byRef.get(ref))
            .filter(found -> !(found.state() instanceof CallState.Scheduled));
    call.ifPresent(draining -> {
      draining.drain();
      for (Knock knock : doors.of(draining.ref()).knocks()) {
        ParticipantId id = knock.participant().id();
        endKnock(id, step);
        visits.reject(
            visits.require(id), Optional.empty(), ErrorCode.CALL_LOCKED, NOBODY_NEW, step);
      }
      endIfDrained(draining, step);
    });
    return call.isPresent();
  }

  private void endIfDrained(Call call, Step step) {
    if (call.isDraining() && call.size() == 0) {
      over(call, EndReason.EMPTY, Optional.empty(), step);
    }
  }

  List<CallOverview> overview(int max) {
    Comparator<Call> peopleFirst = Comparator.comparing(call -> call.size() == 0);
    return all().reversed().stream()
        .sorted(peopleFirst)
        .limit(max)
        .map(call ->
            new CallOverview(
                call.ref(),
                call.title(),
                call.createdAt(),
                call.state(),
                call.isDraining(),
                call.participants().stream()
                    .map(inside ->
                        new CallOverview.Inside(inside, visits.require(inside.id()).stay()))
                    .toList()))
        .toList();
  }

  List<CallRef> refs() {
    return new ArrayList<>(byRef.keySet());
  }

  private void lookUp(Request request, ClientMessage.LookUpCall lookUp) {
    Optional<CallRef> ref = mayAsk(request, lookUp.call());
    if (ref.isEmpty()) {
      return;
    }
    Call call = byRef.get(ref.get());
    if (call != null) {
      openIfDue(call, request.step());
      watchers.watch(request.visit().id(), call);
      answer(request, found(call, request.step().now()));
      return;
    }
    switch (ref.get()) {
      case CallId id -> rejectMissing(request, id);
      // As it would be if somebody opened it now.
      case CallName name ->
          answer(request, found(Call.named(name, ofNames(), 0), request.step().now()));
    }
  }

  private ServerMessage.CallFound found(Call call, Now now) {
    Optional<ServerMessage.CallFound.Time> time =
        call.schedule()
            .flatMap(agreed ->
                call.progress()
                    .time()
                    .map(starts ->
                        new ServerMessage.CallFound.Time(
                            starts,
                            agreed.zone(),
                            agreed.length(),
                            Duration.between(now.wall(), starts))));
    return new ServerMessage.CallFound(
        call.ref(),
        call.title(),
        names(call),
        isFull(call),
        call.state(),
        time,
        call.admission().passphrase().isPresent(),
        call.admission().lobby());
  }

  /// Who has to ask learns only from the answer who is inside.
  private List<String> names(Call call) {
    return call.admission().lobby() || doors.isLocked(call.ref())
        ? List.of()
        : call.participants().stream().map(Participant::name).toList();
  }

  /// What was typed, when it may be looked for: whoever guessed wrong too often is told nothing for
  /// a while, right or wrong [S93].
  private Optional<CallRef> mayAsk(Request request, String typed) {
    Optional<CallRef> ref = CallRef.parse(typed);
    if (ref.isEmpty()) {
      rejectName(request);
      return Optional.empty();
    }
    if (ref.get() instanceof CallName && limits.policy().chosenNames() == ChosenNames.OFF) {
      reject(request, ErrorCode.CALL_NAMES_OFF, "Calls have links here, and no chosen names.");
      return Optional.empty();
    }
    if (!visits.addresses().mayGuess(request.visit().address(), request.step().now())) {
      rejectGuess(request);
      return Optional.empty();
    }
    return ref;
  }

  /// @param known the hash of the passphrase that was found to be right
  private void join(Request request, ClientMessage.JoinCall join, Optional<PassphraseHash> known) {
    Optional<CallRef> ref = mayAsk(request, join.call());
    if (ref.isEmpty()) {
      return;
    }
    ParticipantId asker = request.visit().id();
    if (!doors.knockedAt(asker).equals(ref)) {
      endKnock(asker, request.step());
    }
    if (request.visit().call().isPresent()) {
      joinAgain(request, request.visit().call().get(), ref.get());
      return;
    }
    Call call = byRef.get(ref.get());
    if (call != null) {
      openIfDue(call, request.step());
      admit(request, join, call, known);
      return;
    }
    switch (ref.get()) {
      case CallId id -> rejectMissing(request, id);
      case CallName name -> {
        if (mayAddCall(request)) {
          Now now = request.step().now();
          long deadlineNanos = now.plus(limits.timers().emptyCall());
          Call opened = add(Call.named(name, ofNames(), deadlineNanos));
          admit(request, join, opened, known);
        }
      }
    }
  }

  /// Whether this person may come in now, and as what [S88].
  private void admit(
      Request request, ClientMessage.JoinCall join, Call call, Optional<PassphraseHash> known) {
    Optional<JoinLink> link = Optional.empty();
    if (join.key().isPresent() && call.ref() instanceof CallId) {
      link = call.link(join.key().get());
      if (!isValid(link, request)) {
        return;
      }
    }
    Role role = link.map(JoinLink::role).orElse(roleWithoutLink(call));
    Optional<ServerMessage.ErrorAnswer> refusal = refusal(call, role, link.isPresent());
    if (refusal.isPresent()) {
      watchers.watch(request.visit().id(), call);
      reject(request, refusal.get());
      return;
    }
    Optional<PassphraseHash> passphrase = call.admission().passphrase();
    if (role != Role.HOST && passphrase.isPresent() && !passphrase.equals(known)) {
      comparePassphrase(request, join, call.ref(), passphrase.get());
      return;
    }
    enter(request, join, call, role, link);
  }

  private boolean isValid(Optional<JoinLink> link, Request request) {
    Now now = request.step().now();
    if (link.isEmpty()) {
      visits.addresses().tryGuess(request.visit().address(), now);
      reject(request, ErrorCode.CALL_LINK_INVALID, "This link is not valid, or no longer.");
      return false;
    }
    if (link.get().isExpired(now.wall())) {
      String expiry = link.get().expiresAt().map(Instant::toString).orElse("");
      reject(
          request,
          new ServerMessage.ErrorAnswer(
              ErrorCode.CALL_LINK_INVALID,
              "This link has expired.",
              Collections.singletonMap("expiredAt", expiry)));
      return false;
    }
    return true;
  }

  /// Where the first who comes by a name lets the others in, that one is host [S91].
  private static Role roleWithoutLink(Call call) {
    boolean first = call.ref() instanceof CallName && call.admission().lobby() && call.size() == 0;
    return first ? Role.HOST : Role.GUEST;
  }

  private static Optional<ServerMessage.ErrorAnswer> refusal(
      Call call, Role role, boolean invited) {
    if (call.admission().invitedOnly() && !invited) {
      return Optional.of(
          new ServerMessage.ErrorAnswer(
              ErrorCode.CALL_INVITATION_NEEDED, "Only who has a link of this call may join."));
    }
    if (call.state() instanceof CallState.Scheduled scheduled && role != Role.HOST) {
      return Optional.of(
          new ServerMessage.ErrorAnswer(
              ErrorCode.CALL_NOT_STARTED,
              "This call begins later.",
              Collections.singletonMap("startsAt", scheduled.startsAt().toString())));
    }
    return Optional.empty();
  }

  private void comparePassphrase(
      Request request, ClientMessage.JoinCall join, CallRef call, PassphraseHash hash) {
    if (join.passphrase().isEmpty()) {
      reject(request, ErrorCode.CALL_PASSPHRASE_NEEDED, "This call has a passphrase.");
      return;
    }
    Visit visit = request.visit();
    Now now = request.step().now();
    // Counted before the answer is known: it takes long, and many may ask at once.
    if (!passphrases.isFree(visit.id())
        || !passphrases.tryGuess(call, now)
        || !visits.addresses().tryGuess(visit.address(), now)) {
      rejectGuess(request);
      return;
    }
    PassphraseCheck check = passphrases.comparing(visit.id(), request.id(), join, call, hash);
    request.step().out().comparePassphrase(check, join.passphrase().get(), hash);
  }

  /// A client that did not get the first answer asks again [S33].
  private void joinAgain(Request request, Call inside, CallRef asked) {
    if (!inside.ref().equals(asked)) {
      reject(request, ErrorCode.CALL_ALREADY_JOINED, "Leave the other call first.");
      return;
    }
    Visit visit = request.visit();
    List<Participant> others =
        inside.participants().stream().filter(p -> !p.id().equals(visit.id())).toList();
    answer(request, new ServerMessage.CallJoined(view(inside, visit, others)));
  }

  private void enter(
      Request request, ClientMessage.JoinCall join, Call call, Role role, Optional<JoinLink> link) {
    if (call.isDraining()) {
      reject(request, ErrorCode.CALL_LOCKED, NOBODY_NEW);
      return;
    }
    if (isFull(call)) {
      reject(request, ErrorCode.CALL_FULL, "No place is left in this call.");
      return;
    }
    Visit visit = request.visit();
    String name = link.flatMap(JoinLink::name).orElse(join.name());
    Media media = role == Role.VIEWER ? NO_MEDIA : join.media();
    var participant = new Participant(visit.id(), name, media, role, true);
    Optional<String> linkId = link.map(JoinLink::id);
    Door.Answer answer = role == Role.HOST ? Door.Answer.OPEN : answerOfDoor(call, visit, name);
    switch (answer) {
      case OPEN -> letIn(call, visit, participant, linkId, request.id(), request.step());
      case KNOCK -> knock(request, call, new Knock(participant, visit.address(), linkId));
      case DENIED -> reject(request, ErrorCode.CALL_DENIED, "A host did not let you in.");
      case LOCKED -> reject(request, ErrorCode.CALL_LOCKED, "A host locked this call.");
      case BLOCKED -> reject(request, ErrorCode.CALL_BLOCKED, "A host removed you from this call.");
    }
  }

  private Door.Answer answerOfDoor(Call call, Visit visit, String name) {
    return doors.of(call.ref()).answer(visit.id(), visit.address(), name, call.admission().lobby());
  }

  private void knock(Request request, Call call, Knock knock) {
    Step step = request.step();
    if (!doors.knock(call.ref(), knock)) {
      reject(request, ErrorCode.CALL_LOBBY_FULL, "Too many wait to be let in.");
      return;
    }
    var due = new Due.KnockOver(request.visit().id());
    if (!deadlines.isSet(due)) {
      deadlines.set(due, step.now().plus(KNOCK_LIFETIME));
    }
    answer(request, new ServerMessage.JoinPending(call.ref()));
    tellHosts(call, new ServerMessage.Knocked(knock.told()), step);
  }

  /// Who still waits after the plan was changed need not, where nobody has to ask any more.
  private void openLobby(Call call, Step step) {
    for (Knock knock : doors.of(call.ref()).knocks()) {
      ParticipantId id = knock.participant().id();
      Visit visit = visits.require(id);
      Door.Answer answer = answerOfDoor(call, visit, knock.participant().name());
      if (answer == Door.Answer.OPEN && !isFull(call)) {
        letIn(call, visit, knock.participant(), knock.link(), Optional.empty(), step);
      }
    }
  }

  /// Somebody comes in; `re` is the request that this answers.
  void letIn(
      Call call,
      Visit visit,
      Participant participant,
      Optional<String> link,
      Optional<String> re,
      Step step) {
    endKnock(visit.id(), step);
    boolean first = call.progress().beganAt().isEmpty();
    boolean early = call.state() instanceof CallState.Scheduled;
    List<Participant> others = call.participants();
    call.join(participant, link, step.now().wall());
    visit.enter(call);
    watchers.remove(visit.id());
    store(visit, call, participant, step);
    call.limitLength(times.lengthOver(call, step.now()));
    await(call);
    if (first) {
      step.event(new CallEvent.CallOpened(call.ref()));
    }
    if (others.isEmpty()) {
      call.toStore().ifPresent(step.out()::store);
    }
    if (early) {
      tellOpened(call, step);
    }
    step.event(new CallEvent.ParticipantJoined(call.ref(), participant));
    visits.deliver(visit, re, new ServerMessage.CallJoined(view(call, visit, others)), step);
    tellOthers(call, visit, new ServerMessage.ParticipantJoined(participant), step);
  }

  private void leave(Request request) {
    Visit visit = request.visit();
    if (doors.knockedAt(visit.id()).isPresent()) {
      endKnock(visit.id(), request.step());
    } else if (visit.call().isEmpty()) {
      rejectNotJoined(request);
    } else {
      remove(request.visit(), LeaveReason.LEFT, request.step());
      visits.endStay(request.visit(), request.step());
    }
  }

  private void update(Request request, ClientMessage.UpdateParticipant update) {
    Optional<Participant> before = participant(request.visit());
    if (before.isEmpty()) {
      rejectNotJoined(request);
      return;
    }
    Participant after =
        before
            .get()
            .withName(newName(request.visit(), update).orElse(before.get().name()))
            .withMedia(update.media().orElse(before.get().media()));
    if (after.role() == Role.VIEWER) {
      after = after.withMedia(NO_MEDIA);
    } else if (update.share()) {
      after = after.sharing();
    }
    if (!after.equals(before.get())) {
      change(request.visit(), after, request.step());
      store(request.visit(), after, request.step());
    }
  }

  /// Who was invited by name keeps it.
  private static Optional<String> newName(Visit visit, ClientMessage.UpdateParticipant update) {
    boolean fixed = visit.call().flatMap(call -> call.fixedName(visit.id())).isPresent();
    return fixed ? Optional.empty() : update.name();
  }

  private static void store(Visit visit, Participant participant, Step step) {
    visit.call().ifPresent(call -> store(visit, call, participant, step));
  }

  static void store(Visit visit, Call call, Participant participant, Step step) {
    step.out()
        .storeParticipant(
            new StoredParticipant(
                call.ref(),
                participant,
                visit.session().resumeToken(),
                call.linkOf(participant.id())));
  }

  private void end(Request request) {
    Optional<Call> call = request.visit().call();
    Optional<Participant> participant = participant(request.visit());
    if (call.isEmpty() || participant.isEmpty()) {
      rejectNotJoined(request);
    } else if (!participant.get().isHost()) {
      reject(request, ErrorCode.CALL_NOT_HOST, "Only a host can end the call.");
    } else {
      over(call.get(), EndReason.HOST, Optional.of(request), request.step());
    }
  }

  /// Passes a signal on to a participant of the same call [S23].
  private void pass(Request request, ParticipantId to, Signal signal) {
    ParticipantId from = request.visit().id();
    boolean inside = request.visit().call().flatMap(call -> call.find(to)).isPresent();
    if (sendsThoughViewer(request.visit(), signal)) {
      reject(
          request, ErrorCode.CALL_VIEW_ONLY, "Who only looks on sends no sound and no pictures.");
    } else if (inside && !to.equals(from)) {
      Visit receiver = visits.require(to);
      request.step().out().addressesSignaled(receiver.stay(), signal.body());
      var message = new ServerMessage.SignalFrom(from, signal);
      visits.deliver(receiver, Optional.empty(), message, request.step());
    } else {
      reject(request, ErrorCode.PARTICIPANT_NOT_FOUND, "Nobody of this id is in the call.");
    }
  }

  private static boolean sendsThoughViewer(Visit visit, Signal signal) {
    boolean viewer = participant(visit).filter(it -> it.role() == Role.VIEWER).isPresent();
    return viewer
        && signal.kind() != Signal.Kind.ADD_ICE_CANDIDATE
        && Descriptions.sendsMedia(signal.body());
  }

  /// The call is over for everyone, for good or until its next time.
  private void over(Call call, EndReason reason, Optional<Request> request, Step step) {
    Now now = step.now();
    List<Participant> inside = call.participants();
    Optional<Instant> again = times.again(call, reason, now.wall());
    var over = new CallState.Ended(reason, now.wall());
    closeDoor(call, reason, again.isPresent(), step);
    if (again.isPresent()) {
      begin(call, Progress.until(again), now);
      await(call);
    } else {
      call.end(over);
      byRef.remove(call.ref());
      deadlines.cancel(new Due.CallDue(call.ref()));
      watchers.forget(call.ref());
      passphrases.forget(call.ref());
    }
    for (Participant participant : inside) {
      Visit visit = visits.require(participant.id());
      Optional<String> re = request.filter(asked -> asked.visit() == visit).flatMap(Request::id);
      visit.exit();
      step.out().forgetParticipant(visit.id());
      visits.deliver(visit, re, new ServerMessage.CallEnded(call.ref(), reason), step);
      visits.endStay(visit, step);
    }
    step.event(new CallEvent.CallEnded(call.ref(), reason));
    if (again.isPresent()) {
      call.toStore().ifPresent(step.out()::store);
      tellSchedule(call, step);
      openIfDue(call, step);
    } else if (call.ref() instanceof CallId id) {
      remember(id, over);
      step.out().storeEnded(id, over);
    }
  }

  /// Nobody has come to the time that comes next.
  private void begin(Call call, Progress next, Now now) {
    Instant since = next.time().orElse(now.wall());
    boolean later = next.time().isPresent() && since.isAfter(now.wall());
    call.begin(next, later ? times.scheduled(since, now) : times.open(call.schedule(), since, now));
  }

  /// A scheduled call whose time has come may be joined; whoever waits for it is told [S83].
  private void openIfDue(Call call, Step step) {
    Now now = step.now();
    if (call.state() instanceof CallState.Scheduled(Instant startsAt, long _)) {
      if (startsAt.isAfter(now.wall())) {
        call.await(times.scheduled(startsAt, now));
      } else {
        call.await(times.open(call.schedule(), startsAt, now));
      }
      await(call);
    }
    if (!(call.state() instanceof CallState.Scheduled)) {
      tellOpened(call, step);
    }
  }

  private void tellOpened(Call call, Step step) {
    for (ParticipantId waiting : watchers.take(call.ref())) {
      visits.deliver(waiting, new ServerMessage.CallOpened(call.ref()), step);
    }
  }

  private static void tellSchedule(Call call, Step step) {
    if (call.schedule().isPresent()) {
      call.progress()
          .time()
          .ifPresent(time -> step.event(new CallEvent.CallScheduled(call.ref(), time)));
    }
  }

  /// How a call by a chosen name lets people in.
  private Admission ofNames() {
    return limits.policy().chosenNames() == ChosenNames.LOBBY
        ? new Admission(true, false, Optional.empty())
        : Admission.OPEN;
  }

  /// Who waits before a call that is over waits no longer.
  private void closeDoor(Call call, EndReason reason, boolean again, Step step) {
    Optional<Door> door = doors.find(call.ref());
    if (door.isEmpty()) {
      return;
    }
    for (Knock knock : door.get().knocks()) {
      ParticipantId id = knock.participant().id();
      deadlines.cancel(new Due.KnockOver(id));
      visits.deliver(id, new ServerMessage.CallEnded(call.ref(), reason), step);
    }
    if (again) {
      doors.endKnocks(call.ref());
      door.get().lock(false); // Blocks hold for the next time, too.
      step.out().storeDoor(door.get().toStore());
    } else {
      if (!door.get().toStore().isOpen()) {
        step.out().storeDoor(new StoredDoor(call.ref(), false, List.of()));
      }
      doors.forget(call.ref());
    }
  }

  private Call add(Call call) {
    byRef.put(call.ref(), call);
    await(call);
    return call;
  }

  private void await(Call call) {
    var due = new Due.CallDue(call.ref());
    OptionalLong deadlineNanos = call.deadlineNanos();
    if (deadlineNanos.isPresent()) {
      deadlines.set(due, deadlineNanos.getAsLong());
    } else {
      deadlines.cancel(due);
    }
  }

  /// The oldest end is forgotten when there are too many: its call is then not found rather than
  /// ended.
  private void remember(CallId id, CallState.Ended over) {
    ended.put(id, over);
    if (ended.size() > limits.sizes().rememberedEnds()) {
      ended.remove(ended.keySet().iterator().next());
    }
  }

  private boolean mayAddCall(Request request) {
    ClientAddress address = request.visit().address();
    if (!visits.addresses().tryAddCall(address, request.step().now())) {
      reject(request, ErrorCode.CALL_RATE_LIMITED, "Too many new calls.");
      return false;
    }
    if (isFull()) {
      reject(request, ErrorCode.SERVER_FULL, "Too many calls.");
      return false;
    }
    return true;
  }

  boolean isFull() {
    return byRef.size() + creations.size() >= limits.sizes().calls();
  }

  private CallId unusedId() {
    CallId id = CallId.random(random);
    while (byRef.containsKey(id) || creations.containsKey(id) || ended.containsKey(id)) {
      id = CallId.random(random);
    }
    return id;
  }

  void change(Visit visit, Participant participant, Step step) {
    visit
        .call()
        .ifPresent(call -> {
          call.update(participant);
          tellOthers(call, visit, new ServerMessage.ParticipantUpdated(participant), step);
        });
  }

  private void tellOthers(Call call, Visit visit, ServerMessage message, Step step) {
    for (Participant participant : call.participants()) {
      if (!participant.id().equals(visit.id())) {
        visits.deliver(participant.id(), message, step);
      }
    }
  }

  private void tellHosts(Call call, ServerMessage message, Step step) {
    for (Participant participant : call.participants()) {
      if (participant.isHost()) {
        visits.deliver(participant.id(), message, step);
      }
    }
  }

  void tellAll(Call call, ServerMessage message, Step step) {
    for (Participant participant : call.participants()) {
      visits.deliver(participant.id(), message, step);
    }
  }

  private void answer(Request request, ServerMessage message) {
    visits.deliver(request.visit(), request.id(), message, request.step());
  }

  void reject(Request request, ErrorCode code, String message) {
    visits.reject(request.visit(), request.id(), code, message, request.step());
  }

  private void reject(Request request, ServerMessage.ErrorAnswer error) {
    visits.reject(request.visit(), request.id(), error, request.step());
  }

  private void rejectGuess(Request request) {
    reject(request, ErrorCode.CALL_RATE_LIMITED, "Too many wrong guesses; wait a minute.");
  }

  private void rejectName(Request request) {
    reject(
        request,
        ErrorCode.CALL_NAME_INVALID,
        "A name has at most 64 letters, digits, dashes and dots.");
  }

  private void rejectMissing(Request request, CallId id) {
    CallState.Ended over = ended.get(id);
    if (over != null) {
      var details = new LinkedHashMap<String, String>();
      details.put("reason", over.reason().wire());
      details.put("at", over.at().toString());
      reject(
          request,
          new ServerMessage.ErrorAnswer(ErrorCode.CALL_ENDED, "This call is over.", details));
    } else {
      visits.addresses().tryGuess(request.visit().address(), request.step().now());
      reject(request, ErrorCode.CALL_NOT_FOUND, "There is no call with this id.");
    }
  }

  void rejectNotJoined(Request request) {
    reject(request, ErrorCode.CALL_NOT_JOINED, "Join a call first.");
  }

  boolean isFull(Call call) {
    return call.size() >= limits.sizes().participantsPerCall();
  }

  private static Optional<Participant> participant(Visit visit) {
    return visit.call().flatMap(call -> call.find(visit.id()));
  }

  private CallView view(Call call, Visit visit, List<Participant> participants) {
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
