package dev.tincan.calls;

import dev.tincan.calls.call.Call;
import dev.tincan.calls.call.CallId;
import dev.tincan.calls.call.CallName;
import dev.tincan.calls.call.CallRef;
import dev.tincan.calls.call.CallState;
import dev.tincan.calls.call.EndReason;
import dev.tincan.calls.call.HostKey;
import dev.tincan.calls.call.JoinLink;
import dev.tincan.calls.call.LeaveReason;
import dev.tincan.calls.call.NewCall;
import dev.tincan.calls.call.Participant;
import dev.tincan.calls.call.Plan;
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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// All calls, and what the messages about them do.
final class Calls {

  /// How long somebody waits to be let in [S102].
  static final Duration KNOCK_LIFETIME = Duration.ofMinutes(10);

  private final CallLimits limits;
  private final Visits visits;
  private final RandomGenerator random;
  private final Deadlines<Due> deadlines;
  private final Doors doors = new Doors();
  private final HostActs hostActs;
  private final Map<CallRef, Call> byRef = new LinkedHashMap<>();
  private final Map<CallId, Creation> creations = new LinkedHashMap<>();
  private final Map<CallId, CallState.Ended> ended = new LinkedHashMap<>();

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
  }

  /// A call from before the start. People get the usual time to come back to one that was joined; a
  /// call that was not keeps the moment at which it expires, by the wall clock.
  void restore(StoredCall stored, Now now) {
    if (stored.ended().isPresent()) {
      remember(stored.id(), stored.ended().get());
      return;
    }
    Duration rest = limits.timers().emptyCall();
    if (!stored.joined()) {
      Duration unjoined = limits.timers().unjoinedCall();
      Duration untilExpiry = Duration.between(now.wall(), stored.createdAt().plus(unjoined));
      rest = untilExpiry.compareTo(unjoined) > 0 ? unjoined : untilExpiry;
    }
    add(Call.stored(stored, now.plus(rest.isNegative() ? Duration.ZERO : rest)));
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
      call = add(Call.named(name, deadlineNanos));
    }
    if (call == null) {
      return Optional.empty();
    }
    Visit visit = visits.restore(stored, deadlineNanos, now);
    call.join(stored.participant());
    visit.enter(call);
    deadlines.cancel(new Due.CallOver(call.ref()));
    return Optional.of(visit);
  }

  /// Handles one message of a session.
  void onMessage(Request request, ClientMessage message) {
    switch (message) {
      case ClientMessage.CreateCall create -> create(request, create);
      case ClientMessage.LookUpCall lookUp -> lookUp(request, lookUp);
      case ClientMessage.JoinCall join -> join(request, join);
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
    addStored(creation.call().stored(), step);
    var answer = new ServerMessage.CallCreated(id, creation.call().hostKey());
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

  /// Nobody came (back) in time [S21].
  void onCallOver(CallRef ref, Step step) {
    Call call = byRef.get(ref);
    if (call == null) {
      throw new IllegalStateException("A deadline outlived its call: " + ref);
    }
    EndReason reason = call.state() instanceof CallState.Open ? EndReason.EXPIRED : EndReason.EMPTY;
    end(call, reason, Optional.empty(), step);
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
    call.leave(visit.id(), step.now().plus(limits.timers().emptyCall()));
    step.event(new CallEvent.ParticipantLeft(call.ref(), visit.id(), reason));
    tellAll(call, new ServerMessage.ParticipantLeft(visit.id(), reason), step);
    awaitEnd(call);
  }

  /// Nobody let them in [S102].
  void onKnockOver(ParticipantId id, Step step) {
    endKnock(id, step);
    Visit visit = visits.require(id);
    visits.reject(
        visit, Optional.empty(), ErrorCode.CALL_KNOCK_EXPIRED, "Nobody answered.", step);
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
            door.knocks().forEach(knock ->
                names.put(knock.participant().id(), knock.participant().name())));
    return names;
  }

  CallCounts.Calls counts() {
    int open = 0;
    int waiting = 0;
    int live = 0;
    int lingering = 0;
    for (Call call : byRef.values()) {
      switch (call.state()) {
        case CallState.Open _ -> open++;
        case CallState.Waiting _ -> waiting++;
        case CallState.Live _ -> live++;
        case CallState.Lingering _ -> lingering++;
        case CallState.Ended _ -> throw new IllegalStateException("Ended, but there: " + call);
      }
    }
    return new CallCounts.Calls(open, waiting, live, lingering);
  }

  int participants() {
    return byRef.values().stream().mapToInt(Call::size).sum();
  }

  private void create(Request request, ClientMessage.CreateCall create) {
    if (!mayAddCall(request)) {
      return;
    }
    Step step = request.step();
    NewCall call = draw(Plan.now(create.title()), Optional.empty(), step.now().wall());
    CallId id = call.stored().id();
    creations.put(id, new Creation(call, request.visit().id(), request.id()));
    step.out().store(call.stored());
  }

  /// A call that is not there yet.
  NewCall draw(Plan plan, Optional<String> owner, Instant createdAt) {
    var hostKey = HostKey.random(random);
    var link =
        new JoinLink(
            "host", Role.HOST, hostKey.hash(), Optional.empty(), createdAt, Optional.empty());
    var stored =
        new StoredCall(
            unusedId(), plan, List.of(link), owner, createdAt, 1, false, Optional.empty());
    return new NewCall(stored, hostKey);
  }

  /// A call that was drawn and stored: it exists from now on.
  void addStored(StoredCall stored, Step step) {
    add(Call.stored(stored, step.now().plus(limits.timers().unjoinedCall())));
    step.event(new CallEvent.CallCreated(stored.id()));
  }

  Optional<CallSummary> find(CallId id) {
    return Optional.ofNullable(byRef.get(id))
        .map(call -> new CallSummary(call.state(), call.participants()));
  }

  /// Ends it for everyone, by somebody who need not be in it. False when there is no such call.
  boolean end(CallId id, Step step) {
    Optional<Call> call = Optional.ofNullable(byRef.get(id));
    call.ifPresent(over -> end(over, EndReason.HOST, Optional.empty(), step));
    return call.isPresent();
  }

  private void lookUp(Request request, ClientMessage.LookUpCall lookUp) {
    Optional<CallRef> ref = CallRef.parse(lookUp.call());
    if (ref.isEmpty()) {
      rejectName(request);
      return;
    }
    Call call = byRef.get(ref.get());
    if (call != null) {
      // Who has to ask learns only from the answer who is inside.
      List<String> names =
          call.hasLobby() || doors.isLocked(call.ref())
              ? List.of()
              : call.participants().stream().map(Participant::name).toList();
      answer(request, new ServerMessage.CallFound(call.ref(), call.title(), names, isFull(call)));
      return;
    }
    switch (ref.get()) {
      case CallId id -> rejectMissing(request, id);
      case CallName name ->
          answer(request, new ServerMessage.CallFound(name, Optional.empty(), List.of(), false));
    }
  }

  private void join(Request request, ClientMessage.JoinCall join) {
    Optional<CallRef> ref = CallRef.parse(join.call());
    if (ref.isEmpty()) {
      rejectName(request);
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
      enter(request, join, call);
      return;
    }
    switch (ref.get()) {
      case CallId id -> rejectMissing(request, id);
      case CallName name -> {
        if (mayAddCall(request)) {
          Now now = request.step().now();
          long deadlineNanos = now.plus(limits.timers().emptyCall());
          enter(request, join, add(Call.named(name, deadlineNanos)));
        }
      }
    }
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

  private void enter(Request request, ClientMessage.JoinCall join, Call call) {
    if (isFull(call)) {
      reject(request, ErrorCode.CALL_FULL, "No place is left in this call.");
      return;
    }
    Visit visit = request.visit();
    boolean host = join.hostKey().map(call::opensWith).orElse(false);
    var participant = new Participant(visit.id(), join.name(), join.media(), host, true);
    Door.Answer answer = host ? Door.Answer.OPEN : answerOfDoor(call, visit, join.name());
    switch (answer) {
      case OPEN -> letIn(call, visit, participant, request.id(), request.step());
      case KNOCK -> knock(request, call, new Knock(participant, visit.address()));
      case DENIED -> reject(request, ErrorCode.CALL_DENIED, "A host did not let you in.");
      case LOCKED -> reject(request, ErrorCode.CALL_LOCKED, "A host locked this call.");
      case BLOCKED -> reject(request, ErrorCode.CALL_BLOCKED, "A host removed you from this call.");
    }
  }

  private Door.Answer answerOfDoor(Call call, Visit visit, String name) {
    return doors.of(call.ref()).answer(visit.id(), visit.address(), name, call.hasLobby());
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

  /// Somebody comes in; `re` is the request that this answers.
  void letIn(Call call, Visit visit, Participant participant, Optional<String> re, Step step) {
    endKnock(visit.id(), step); // Who knocked and comes back with a host's key.
    boolean first = call.state() instanceof CallState.Open;
    List<Participant> others = call.participants();
    call.join(participant);
    visit.enter(call);
    store(visit, call, participant, step);
    deadlines.cancel(new Due.CallOver(call.ref()));
    if (first) {
      step.event(new CallEvent.CallOpened(call.ref()));
      call.toStore().ifPresent(step.out()::store);
    }
    step.event(new CallEvent.ParticipantJoined(call.ref(), visit.id()));
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
            .withName(update.name().orElse(before.get().name()))
            .withMedia(update.media().orElse(before.get().media()));
    after = update.share() ? after.sharing() : after;
    if (!after.equals(before.get())) {
      Participant changed = after;
      change(request.visit(), changed, request.step());
      request
          .visit()
          .call()
          .ifPresent(call -> store(request.visit(), call, changed, request.step()));
    }
  }

  static void store(Visit visit, Call call, Participant participant, Step step) {
    step.out()
        .storeParticipant(
            new StoredParticipant(call.ref(), participant, visit.session().resumeToken()));
  }

  private void end(Request request) {
    Optional<Call> call = request.visit().call();
    Optional<Participant> participant = participant(request.visit());
    if (call.isEmpty() || participant.isEmpty()) {
      rejectNotJoined(request);
    } else if (!participant.get().host()) {
      reject(request, ErrorCode.CALL_NOT_HOST, "Only a host can end the call.");
    } else {
      end(call.get(), EndReason.HOST, Optional.of(request), request.step());
    }
  }

  /// Passes a signal on to a participant of the same call [S23].
  private void pass(Request request, ParticipantId to, Signal signal) {
    ParticipantId from = request.visit().id();
    boolean inside = request.visit().call().flatMap(call -> call.find(to)).isPresent();
    if (inside && !to.equals(from)) {
      Visit receiver = visits.require(to);
      request.step().out().addressesSignaled(receiver.stay(), signal.body());
      var message = new ServerMessage.SignalFrom(from, signal);
      visits.deliver(receiver, Optional.empty(), message, request.step());
    } else {
      reject(request, ErrorCode.PARTICIPANT_NOT_FOUND, "Nobody of this id is in the call.");
    }
  }

  private void end(Call call, EndReason reason, Optional<Request> request, Step step) {
    List<Participant> inside = call.participants();
    var over = new CallState.Ended(reason, step.now().wall());
    call.end(over);
    byRef.remove(call.ref());
    deadlines.cancel(new Due.CallOver(call.ref()));
    closeDoor(call, reason, step);
    for (Participant participant : inside) {
      Visit visit = visits.require(participant.id());
      Optional<String> re = request.filter(asked -> asked.visit() == visit).flatMap(Request::id);
      visit.exit();
      step.out().forgetParticipant(visit.id());
      visits.deliver(visit, re, new ServerMessage.CallEnded(call.ref(), reason), step);
      visits.endStay(visit, step);
    }
    if (call.ref() instanceof CallId id) {
      remember(id, over);
      step.out().storeEnded(id, over);
    }
    step.event(new CallEvent.CallEnded(call.ref(), reason));
  }

  /// Who waits before a call that is over waits no longer.
  private void closeDoor(Call call, EndReason reason, Step step) {
    Optional<Door> door = doors.find(call.ref());
    if (door.isEmpty()) {
      return;
    }
    for (Knock knock : door.get().knocks()) {
      ParticipantId id = knock.participant().id();
      deadlines.cancel(new Due.KnockOver(id));
      visits.deliver(id, new ServerMessage.CallEnded(call.ref(), reason), step);
    }
    if (!door.get().toStore().isOpen()) {
      step.out().storeDoor(new StoredDoor(call.ref(), false, List.of()));
    }
    doors.forget(call.ref());
  }

  private Call add(Call call) {
    byRef.put(call.ref(), call);
    awaitEnd(call);
    return call;
  }

  private void awaitEnd(Call call) {
    call.deadlineNanos()
        .ifPresent(deadlineNanos -> deadlines.set(new Due.CallOver(call.ref()), deadlineNanos));
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
      if (participant.host()) {
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

  private void rejectName(Request request) {
    reject(
        request,
        ErrorCode.CALL_NAME_INVALID,
        "A name has at most 64 letters, digits, dashes and dots.");
  }

  private void rejectMissing(Request request, CallId id) {
    if (ended.containsKey(id)) {
      reject(request, ErrorCode.CALL_ENDED, "This call is over.");
    } else {
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
    boolean host = call.find(visit.id()).map(Participant::host).orElse(false);
    Optional<Door> door = doors.find(call.ref());
    boolean locked = door.map(Door::isLocked).orElse(false);
    List<Knocker> knockers =
        door.filter(_ -> host)
            .map(of -> of.knocks().stream().map(Knock::told).toList())
            .orElse(List.of());
    return new CallView(
        call.ref(), call.title(), visit.id(), host, participants, locked, knockers);
  }
}
