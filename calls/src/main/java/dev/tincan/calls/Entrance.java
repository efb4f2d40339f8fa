package dev.tincan.calls;

import dev.tincan.calls.CallLimits.ChosenNames;
import dev.tincan.calls.call.Admission;
import dev.tincan.calls.call.Call;
import dev.tincan.calls.call.CallId;
import dev.tincan.calls.call.CallName;
import dev.tincan.calls.call.CallRef;
import dev.tincan.calls.call.CallState;
import dev.tincan.calls.call.JoinLink;
import dev.tincan.calls.call.Media;
import dev.tincan.calls.call.Participant;
import dev.tincan.calls.call.PassphraseHash;
import dev.tincan.calls.call.Role;
import dev.tincan.calls.message.ClientMessage;
import dev.tincan.calls.message.ErrorCode;
import dev.tincan.calls.message.ServerMessage;
import dev.tincan.calls.session.ParticipantId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/// Asking for a call, and coming into it: by whom, by which link, with which passphrase, through
/// which door.
final class Entrance {

  private final CallLimits limits;
  private final CallTimes times;
  private final CallBook book;
  private final CallLife life;
  private final Lobby lobby;
  private final Creations creations;
  private final Visits visits;

  Entrance(
      CallLimits limits,
      CallTimes times,
      CallBook book,
      CallLife life,
      Lobby lobby,
      Creations creations,
      Visits visits) {
    this.limits = limits;
    this.times = times;
    this.book = book;
    this.life = life;
    this.lobby = lobby;
    this.creations = creations;
    this.visits = visits;
  }

  void lookUp(Request request, ClientMessage.LookUpCall lookUp) {
    Optional<CallRef> ref = mayAsk(request, lookUp.call());
    if (ref.isEmpty()) {
      return;
    }
    Optional<Call> call = book.find(ref.get());
    if (call.isPresent()) {
      life.openIfDue(call.get(), request.step());
      book.watchers().watch(request.visit().id(), call.get());
      visits.answer(request, found(call.get(), request.step().now()));
      return;
    }
    switch (ref.get()) {
      case CallId id -> rejectMissing(request, id);
      // As it would be if somebody opened it now.
      case CallName name ->
          visits.answer(request, found(Call.named(name, ofNames(), 0), request.step().now()));
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
    return call.admission().lobby() || book.doors().isLocked(call.ref())
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
      visits.reject(
          request, ErrorCode.CALL_NAMES_OFF, "Calls have links here, and no chosen names.");
      return Optional.empty();
    }
    if (!visits.addresses().mayGuess(request.visit().address(), request.step().now())) {
      visits.reject(request, Passphrases.TOO_MANY_GUESSES);
      return Optional.empty();
    }
    return ref;
  }

  void join(Request request, ClientMessage.JoinCall join) {
    join(request, join, Optional.empty());
  }

  /// @param known the hash of the passphrase that was found to be right
  private void join(Request request, ClientMessage.JoinCall join, Optional<PassphraseHash> known) {
    Optional<CallRef> ref = mayAsk(request, join.call());
    if (ref.isEmpty()) {
      return;
    }
    ParticipantId asker = request.visit().id();
    if (!book.doors().knockedAt(asker).equals(ref)) {
      lobby.endKnock(asker, request.step());
    }
    if (request.visit().call().isPresent()) {
      joinAgain(request, request.visit().call().get(), ref.get());
      return;
    }
    Optional<Call> call = book.find(ref.get());
    if (call.isPresent()) {
      life.openIfDue(call.get(), request.step());
      admit(request, join, call.get(), known);
      return;
    }
    switch (ref.get()) {
      case CallId id -> rejectMissing(request, id);
      case CallName name -> {
        if (creations.mayAdd(request)) {
          Now now = request.step().now();
          long deadlineNanos = now.plus(limits.timers().emptyCall());
          Call opened = life.add(Call.named(name, ofNames(), deadlineNanos));
          admit(request, join, opened, known);
        }
      }
    }
  }

  /// A client that did not get the first answer asks again [S33].
  private void joinAgain(Request request, Call inside, CallRef asked) {
    if (!inside.ref().equals(asked)) {
      visits.reject(request, ErrorCode.CALL_ALREADY_JOINED, "Leave the other call first.");
      return;
    }
    Visit visit = request.visit();
    List<Participant> others =
        inside.participants().stream().filter(p -> !p.id().equals(visit.id())).toList();
    visits.answer(request, new ServerMessage.CallJoined(book.view(inside, visit, others)));
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
      book.watchers().watch(request.visit().id(), call);
      visits.reject(request, refusal.get());
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
      visits.reject(request, ErrorCode.CALL_LINK_INVALID, "This link is not valid, or no longer.");
      return false;
    }
    if (link.get().isExpired(now.wall())) {
      String expiry = link.get().expiresAt().map(Instant::toString).orElse("");
      visits.reject(
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
      visits.reject(request, ErrorCode.CALL_PASSPHRASE_NEEDED, "This call has a passphrase.");
      return;
    }
    Visit visit = request.visit();
    Now now = request.step().now();
    // Counted before the answer is known: it takes long, and many may ask at once.
    if (!book.passphrases().isFree(visit.id())
        || !book.passphrases().tryGuess(call, now)
        || !visits.addresses().tryGuess(visit.address(), now)) {
      visits.reject(request, Passphrases.TOO_MANY_GUESSES);
      return;
    }
    PassphraseCheck check =
        book.passphrases().comparing(visit.id(), request.id(), join, call, hash);
    request.step().out().comparePassphrase(check, join.passphrase().get(), hash);
  }

  /// The second half of joining with a passphrase: everything else may be different by now.
  void onPassphraseCompared(PassphraseCheck check, Optional<Boolean> right, Step step) {
    Optional<Passphrases.Comparing> comparing = book.passphrases().takeComparing(check);
    Optional<Visit> guest = comparing.map(Passphrases.Comparing::visit).flatMap(visits::find);
    if (comparing.isEmpty() || guest.isEmpty()) {
      return;
    }
    var request = new Request(guest.get(), comparing.get().re(), step);
    if (right.isEmpty()) {
      visits.reject(
          request, ErrorCode.SERVER_UNAVAILABLE, "The passphrase could not be looked at.");
    } else if (right.get()) {
      visits.addresses().wasRight(guest.get().address(), step.now());
      book.passphrases().wasRight(comparing.get().call());
      join(request, comparing.get().join(), Optional.of(comparing.get().hash()));
    } else {
      visits.reject(
          request, ErrorCode.CALL_PASSPHRASE_WRONG, "This is not the passphrase of the call.");
    }
  }

  private void enter(
      Request request, ClientMessage.JoinCall join, Call call, Role role, Optional<JoinLink> link) {
    if (call.isDraining()) {
      visits.reject(request, ErrorCode.CALL_LOCKED, Lobby.NOBODY_NEW);
      return;
    }
    if (isFull(call)) {
      visits.reject(request, ErrorCode.CALL_FULL, "No place is left in this call.");
      return;
    }
    Visit visit = request.visit();
    String name = link.flatMap(JoinLink::name).orElse(join.name());
    Media media = role == Role.VIEWER ? Media.NONE : join.media();
    var participant = new Participant(visit.id(), name, media, role, true);
    Optional<String> linkId = link.map(JoinLink::id);
    Door.Answer answer = role == Role.HOST ? Door.Answer.OPEN : lobby.answer(call, visit, name);
    switch (answer) {
      case OPEN -> letIn(call, visit, participant, linkId, request.id(), request.step());
      case KNOCK -> lobby.knock(request, call, new Knock(participant, visit.address(), linkId));
      case DENIED -> visits.reject(request, ErrorCode.CALL_DENIED, "A host did not let you in.");
      case LOCKED -> visits.reject(request, ErrorCode.CALL_LOCKED, "A host locked this call.");
      case BLOCKED ->
          visits.reject(request, ErrorCode.CALL_BLOCKED, "A host removed you from this call.");
    }
  }

  /// Who still waits after the plan was changed need not, where nobody has to ask any more.
  void openLobby(Call call, Step step) {
    for (Knock knock : book.doors().of(call.ref()).knocks()) {
      ParticipantId id = knock.participant().id();
      Visit visit = visits.require(id);
      Door.Answer answer = lobby.answer(call, visit, knock.participant().name());
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
    lobby.endKnock(visit.id(), step);
    boolean first = call.progress().beganAt().isEmpty();
    boolean early = call.state() instanceof CallState.Scheduled;
    List<Participant> others = call.participants();
    call.join(participant, link, step.now().wall());
    visit.enter(call);
    book.watchers().remove(visit.id());
    step.out().storeParticipant(visit.toStore(participant));
    call.limitLength(times.lengthOver(call, step.now()));
    life.await(call);
    if (first) {
      step.event(new CallEvent.CallOpened(call.ref()));
    }
    if (others.isEmpty()) {
      call.toStore().ifPresent(step.out()::store);
    }
    if (early) {
      life.tellOpened(call, step);
    }
    step.event(new CallEvent.ParticipantJoined(call.ref(), participant));
    visits.deliver(visit, re, new ServerMessage.CallJoined(book.view(call, visit, others)), step);
    visits.tellOthers(call, visit, new ServerMessage.ParticipantJoined(participant), step);
  }

  boolean isFull(Call call) {
    return call.size() >= limits.sizes().participantsPerCall();
  }

  /// How a call by a chosen name lets people in.
  Admission ofNames() {
    return limits.policy().chosenNames() == ChosenNames.LOBBY
        ? new Admission(true, false, Optional.empty())
        : Admission.OPEN;
  }

  private void rejectName(Request request) {
    visits.reject(
        request,
        ErrorCode.CALL_NAME_INVALID,
        "A name has at most 64 letters, digits, dashes and dots.");
  }

  private void rejectMissing(Request request, CallId id) {
    Optional<CallState.Ended> over = book.endOf(id);
    if (over.isPresent()) {
      var details = new LinkedHashMap<String, String>();
      details.put("reason", over.get().reason().wire());
      details.put("at", over.get().at().toString());
      visits.reject(
          request,
          new ServerMessage.ErrorAnswer(ErrorCode.CALL_ENDED, "This call is over.", details));
    } else {
      visits.addresses().tryGuess(request.visit().address(), request.step().now());
      visits.reject(request, ErrorCode.CALL_NOT_FOUND, "There is no call with this id.");
    }
  }
}
