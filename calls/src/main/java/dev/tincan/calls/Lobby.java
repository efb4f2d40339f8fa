package dev.tincan.calls;

import dev.tincan.calls.call.Call;
import dev.tincan.calls.call.EndReason;
import dev.tincan.calls.call.StoredDoor;
import dev.tincan.calls.message.ErrorCode;
import dev.tincan.calls.message.ServerMessage;
import dev.tincan.calls.session.ParticipantId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Who waits before a call to be let in: for a while, and until the call is over [S101], [S102].
final class Lobby {

  static final String NOBODY_NEW = "Nobody new is let into this call.";

  /// How long somebody waits to be let in [S102].
  static final Duration KNOCK_LIFETIME = Duration.ofMinutes(10);

  private final CallBook book;
  private final Visits visits;
  private final Deadlines<Due> deadlines;

  Lobby(CallBook book, Visits visits, Deadlines<Due> deadlines) {
    this.book = book;
    this.visits = visits;
    this.deadlines = deadlines;
  }

  void knock(Request request, Call call, Knock knock) {
    Step step = request.step();
    if (!book.doors().knock(call.ref(), knock)) {
      visits.reject(request, ErrorCode.CALL_LOBBY_FULL, "Too many wait to be let in.");
      return;
    }
    var due = new Due.KnockOver(request.visit().id());
    if (!deadlines.isSet(due)) {
      deadlines.set(due, step.now().plus(KNOCK_LIFETIME));
    }
    visits.answer(request, new ServerMessage.JoinPending(call.ref()));
    visits.tellHosts(call, new ServerMessage.Knocked(knock.told()), step);
  }

  /// They knock no longer, if they did; hosts are told.
  void endKnock(ParticipantId id, Step step) {
    Optional<Call> call = book.doors().knockedAt(id).flatMap(book::find);
    if (book.doors().endKnock(id).isPresent()) {
      deadlines.cancel(new Due.KnockOver(id));
      call.ifPresent(of -> visits.tellHosts(of, new ServerMessage.KnockEnded(id), step));
    }
  }

  /// Nobody let them in [S102].
  void onKnockOver(ParticipantId id, Step step) {
    endKnock(id, step);
    Visit visit = visits.require(id);
    visits.reject(visit, Optional.empty(), ErrorCode.CALL_KNOCK_EXPIRED, "Nobody answered.", step);
  }

  Door.Answer answer(Call call, Visit visit, String name) {
    return book.doors()
        .of(call.ref())
        .answer(visit.id(), visit.address(), name, call.admission().lobby());
  }

  /// Who knocks is told that nobody new comes in, and knocks no longer.
  void turnAway(Call call, Step step) {
    for (Knock knock : book.doors().of(call.ref()).knocks()) {
      ParticipantId id = knock.participant().id();
      endKnock(id, step);
      visits.reject(visits.require(id), Optional.empty(), ErrorCode.CALL_LOCKED, NOBODY_NEW, step);
    }
  }

  /// Who waits before a call that is over waits no longer.
  void close(Call call, EndReason reason, boolean again, Step step) {
    Optional<Door> door = book.doors().find(call.ref());
    if (door.isEmpty()) {
      return;
    }
    for (Knock knock : door.get().knocks()) {
      ParticipantId id = knock.participant().id();
      deadlines.cancel(new Due.KnockOver(id));
      visits.deliver(id, new ServerMessage.CallEnded(call.ref(), reason), step);
    }
    if (again) {
      book.doors().endKnocks(call.ref());
      door.get().lock(false); // Blocks hold for the next time, too.
      step.out().storeDoor(door.get().toStore());
    } else {
      if (!door.get().toStore().isOpen()) {
        step.out().storeDoor(new StoredDoor(call.ref(), false, List.of()));
      }
      book.doors().forget(call.ref());
    }
  }
}
