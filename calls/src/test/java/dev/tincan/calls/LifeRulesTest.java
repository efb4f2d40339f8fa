package dev.tincan.calls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tincan.calls.call.Admission;
import dev.tincan.calls.call.CallId;
import dev.tincan.calls.call.CallState;
import dev.tincan.calls.call.EndReason;
import dev.tincan.calls.call.JoinLink;
import dev.tincan.calls.call.Media;
import dev.tincan.calls.call.Participant;
import dev.tincan.calls.call.Passphrase;
import dev.tincan.calls.call.Plan;
import dev.tincan.calls.call.Recurrence;
import dev.tincan.calls.call.Role;
import dev.tincan.calls.call.Schedule;
import dev.tincan.calls.call.StoredCall;
import dev.tincan.calls.message.ClientFrame;
import dev.tincan.calls.message.ClientMessage;
import dev.tincan.calls.message.ErrorCode;
import dev.tincan.calls.message.ServerMessage;
import dev.tincan.calls.message.Signal;
import dev.tincan.calls.session.Secret;
import dev.tincan.testkit.Seeds;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The life of a call, and the links and words that let people in: [S83]-[S96].
final class LifeRulesTest {

  private static final Duration HOUR = Duration.ofHours(1);
  private static final ClientMessage LEAVE = new ClientMessage.LeaveCall();
  private static final ClientMessage END = new ClientMessage.EndCall();
  private static final Passphrase SESAME = new Passphrase("open sesame");

  private final ServerRig rig = new ServerRig();

  @Test
  void s83_guestsWaitForTheStartAndAreToldWhenItComes() {
    TestClient ana = rig.open();
    ServerMessage.CallCreated call = create(ana, in(Duration.ofSeconds(12)));
    TestClient ben = rig.open();
    ServerMessage.ErrorAnswer early = refusal(ben, TestClient.joining(call.call().value()));
    assertThat(early.code()).isEqualTo(ErrorCode.CALL_NOT_STARTED);
    assertThat(early.details())
        .containsEntry("startsAt", rig.clock.wall().plusSeconds(12).toString());
    rig.pass(Duration.ofSeconds(11));
    assertThat(ben.lastMessage()).isInstanceOf(ServerMessage.ErrorAnswer.class);
    rig.pass(Duration.ofSeconds(1));
    assertThat(ben.lastMessage()).isEqualTo(new ServerMessage.CallOpened(call.call()));
    ben.join(call.call().value());
  }

  @Test
  void s84_whoLooksIsToldHowLongItIsByTheClockOfTheServer() {
    ServerMessage.CallCreated call = create(rig.open(), in(HOUR));
    TestClient ben = rig.open();
    assertThat(found(ben, call.call()).time().orElseThrow().left()).isEqualTo(HOUR);
    rig.clock.shiftWall(Duration.ofMinutes(10));
    assertThat(found(ben, call.call()).time().orElseThrow().left())
        .isEqualTo(Duration.ofMinutes(50));
  }

  @Test
  void s83_aHostOpensEarlyAndWhoWaitsIsTold() {
    TestClient ana = rig.open();
    ServerMessage.CallCreated call = create(ana, in(HOUR));
    TestClient ben = rig.open();
    assertThat(found(ben, call.call()).state()).isInstanceOf(CallState.Scheduled.class);
    ana.join(call.call(), call.hostKey());
    assertThat(ben.lastMessage()).isEqualTo(new ServerMessage.CallOpened(call.call()));
    ben.join(call.call().value());
  }

  @Test
  void s83_whatWasOpenedEarlyAndIsEmptyAgainWaitsForItsStart() {
    TestClient ana = rig.open();
    ServerMessage.CallCreated call = create(ana, in(HOUR));
    ana.join(call.call(), call.hostKey());
    ana.send(LEAVE);
    rig.pass(Duration.ofMinutes(6));
    assertThat(rig.ended).isEmpty();
    TestClient ben = rig.open();
    assertThat(ben.refused(TestClient.joining(call.call().value())))
        .isEqualTo(ErrorCode.CALL_NOT_STARTED);
    rig.pass(Duration.ofMinutes(55));
    rig.open().join(call.call().value());
  }

  @Test
  void s83_aScheduledCallNobodyJoinsExpiresADayAfterItsStart() {
    ServerMessage.CallCreated call = create(rig.open(), in(Duration.ofDays(30)));
    rig.pass(Duration.ofDays(31).minusMillis(1));
    assertThat(rig.ended).isEmpty();
    rig.pass(Duration.ofMillis(2));
    assertThat(rig.endReason(call.call())).isEqualTo(EndReason.EXPIRED);
  }

  @Test
  void s83_aStartIsFoundThoughTheWallClockWasSet() {
    ServerMessage.CallCreated call = create(rig.open(), in(Duration.ofDays(2)));
    rig.clock.shiftWall(Duration.ofDays(3));
    rig.open().join(call.call().value());
  }

  @Test
  void s84_aRestartFindsACallInEveryStateOfItsLife() {
    TestClient ana = rig.open();
    ServerMessage.CallCreated scheduled = create(ana, in(HOUR));
    ServerMessage.CallCreated open = create(ana, in(Duration.ofMinutes(1)));
    ServerMessage.CallCreated lingering = ana.create();
    ana.join(lingering.call().value());
    ana.send(LEAVE);
    ServerMessage.CallCreated waiting = ana.create();
    ana.join(waiting.call().value());
    ServerRig later = rig.killed(Duration.ofMinutes(2));
    assertThat(later.server.counts().present().calls())
        .isEqualTo(new CallCounts.Calls(1, 1, 1, 0, 1));
    later.pass(Duration.ofMinutes(3));
    assertThat(later.endReason(lingering.call())).isEqualTo(EndReason.EMPTY);
    later.pass(Duration.ofMinutes(55));
    TestClient ben = later.open();
    ben.join(scheduled.call().value());
    ben.send(LEAVE);
    ben.join(open.call().value());
  }

  @Test
  void s84_whatEndedBeforeARestartIsOverAfterIt() {
    TestClient ana = rig.open();
    ServerMessage.CallCreated call = ana.create();
    ana.join(call.call(), call.hostKey());
    ana.ask(END, ServerMessage.CallEnded.class);
    ServerMessage.ErrorAnswer over =
        refusal(rig.killed().open(), TestClient.joining(call.call().value()));
    assertThat(over.code()).isEqualTo(ErrorCode.CALL_ENDED);
    assertThat(over.details()).containsEntry("reason", "host").containsKey("at");
  }

  @Test
  void s85_aCallThatComesAgainIsScheduledForItsNextTime() {
    TestClient ana = rig.open();
    Instant start = rig.clock.wall().plus(HOUR);
    ServerMessage.CallCreated call = create(ana, recurring(start, "FREQ=WEEKLY;COUNT=2"));
    rig.pass(HOUR);
    TestClient host = rig.open();
    host.join(call.call(), call.hostKey());
    host.ask(END, ServerMessage.CallEnded.class);
    assertThat(rig.ended).isEmpty();
    assertThat(rig.events)
        .endsWith(new CallEvent.CallScheduled(call.call(), start.plus(Duration.ofDays(7))));
    TestClient ben = rig.open();
    assertThat(refusal(ben, TestClient.joining(call.call().value())).details())
        .containsEntry("startsAt", start.plus(Duration.ofDays(7)).toString());
    ServerRig later = rig.killed(Duration.ofDays(7));
    TestClient again = later.open();
    again.join(call.call(), call.hostKey());
    again.ask(END, ServerMessage.CallEnded.class);
    assertThat(later.endReason(call.call())).isEqualTo(EndReason.HOST);
  }

  @Test
  void s85_aTimeNobodyCameToGivesWayToTheNext() {
    ServerMessage.CallCreated call =
        create(rig.open(), recurring(rig.clock.wall().plus(HOUR), "FREQ=DAILY;COUNT=3"));
    rig.pass(Duration.ofHours(30));
    rig.open().join(call.call().value());
    rig.pass(Duration.ofMinutes(10));
    assertThat(rig.ended).isEmpty();
    rig.pass(Duration.ofDays(3));
    assertThat(rig.ended).containsKey(call.call());
  }

  @Test
  void s86_aCallEndsWhenItHasLastedLongEnough() {
    TestClient ana = rig.open();
    Plan plan =
        new Plan(
            Optional.empty(),
            Optional.empty(),
            Admission.OPEN,
            Optional.of(Duration.ofMinutes(1)),
            Optional.of(Duration.ofSeconds(20)));
    ServerMessage.CallCreated call = create(ana, plan);
    rig.pass(Duration.ofSeconds(10));
    ana.frame(new ClientFrame.Ping());
    ana.join(call.call().value());
    rig.pass(Duration.ofSeconds(19));
    assertThat(rig.ended).isEmpty();
    rig.pass(Duration.ofSeconds(1));
    assertThat(rig.endReason(call.call())).isEqualTo(EndReason.MAX_LENGTH);
  }

  @Test
  void s86_nobodyMayAskForMoreThanTheServerAllows() {
    var strict =
        new ServerRig(
            CallLimits.defaults()
                .withPolicy(new CallLimits.Policy(CallLimits.ChosenNames.ON, Optional.of(HOUR))));
    TestClient ana = strict.open();
    Plan plan =
        new Plan(
            Optional.empty(),
            Optional.empty(),
            Admission.OPEN,
            Optional.empty(),
            Optional.of(Duration.ofHours(2)));
    assertThat(ana.refused(new ClientMessage.CreateCall(plan, Optional.empty())))
        .isEqualTo(ErrorCode.MESSAGE_INVALID);
  }

  @Test
  void s87_aCanceledCallIsOverForGoodWithAllItsTimes() {
    ServerMessage.CallCreated call =
        create(rig.open(), recurring(rig.clock.wall().plus(HOUR), "FREQ=DAILY"));
    assertThat(rig.server.cancel(call.call(), rig.now(), rig)).isTrue();
    assertThat(rig.endReason(call.call())).isEqualTo(EndReason.CANCELED);
    assertThat(rig.server.cancel(call.call(), rig.now(), rig)).isFalse();
    assertThat(refusal(rig.open(), TestClient.joining(call.call().value())).details())
        .containsEntry("reason", "canceled");
  }

  @Test
  void s87_aCallCanBeMovedToAnotherTime() {
    TestClient ana = rig.open();
    ServerMessage.CallCreated call = create(ana, in(HOUR));
    TestClient ben = rig.open();
    found(ben, call.call());
    StoredCall moved =
        rig.server.changePlan(call.call(), in(Duration.ofHours(3)), rig.now(), rig).orElseThrow();
    assertThat(moved.revision()).isEqualTo(2);
    rig.pass(Duration.ofHours(2));
    assertThat(rig.open().refused(TestClient.joining(call.call().value())))
        .isEqualTo(ErrorCode.CALL_NOT_STARTED);
    TestClient cem = rig.open();
    found(cem, call.call());
    rig.server.changePlan(call.call(), Plan.now(Optional.of("Now")), rig.now(), rig);
    assertThat(cem.lastMessage()).isEqualTo(new ServerMessage.CallOpened(call.call()));
    cem.join(call.call().value());
  }

  @Test
  void s88_onlyInvitedPeopleComeIntoACallThatAsksForIt() {
    TestClient ana = rig.open();
    ServerMessage.CallCreated call =
        create(ana, admitting(new Admission(false, true, Optional.empty())));
    TestClient ben = rig.open();
    assertThat(ben.refused(TestClient.joining(call.call().value())))
        .isEqualTo(ErrorCode.CALL_INVITATION_NEEDED);
    assertThat(joined(ben, call.call(), call.guestKey().orElseThrow()).view().role())
        .isEqualTo(Role.GUEST);
  }

  @Test
  void s89_aRevokedAnExpiredAndAForeignLinkLetNobodyIn() {
    TestClient ana = rig.open();
    ServerMessage.CallCreated call = ana.create();
    ServerMessage.CallCreated other = ana.create();
    Secret secret = Secret.random(Seeds.of(5));
    Instant expiry = rig.clock.wall().plusSeconds(12);
    var link =
        new JoinLink(
            "ben",
            Role.GUEST,
            secret.hash(),
            Optional.of("Ben"),
            rig.clock.wall(),
            Optional.of(expiry));
    rig.server.addLink(call.call(), link, rig.now(), rig);
    TestClient ben = rig.open();
    assertThat(ben.refused(joining(call.call(), other.hostKey().secret())))
        .isEqualTo(ErrorCode.CALL_LINK_INVALID);
    joined(ben, call.call(), secret);
    assertThat(inside(ben).name()).isEqualTo("Ben");
    ben.send(new ClientMessage.UpdateParticipant(Optional.of("Eve"), Optional.empty()));
    assertThat(inside(ben).name()).isEqualTo("Ben");
    ben.send(LEAVE);
    rig.pass(Duration.ofSeconds(12));
    ServerMessage.ErrorAnswer late = refusal(rig.open(), joining(call.call(), secret));
    assertThat(late.code()).isEqualTo(ErrorCode.CALL_LINK_INVALID);
    assertThat(late.details()).containsEntry("expiredAt", expiry.toString());
    assertThat(rig.server.revokeLink(call.call(), "host", rig.now(), rig)).isPresent();
    assertThat(rig.server.revokeLink(call.call(), "host", rig.now(), rig)).isEmpty();
    assertThat(rig.open().refused(joining(call.call(), call.hostKey().secret())))
        .isEqualTo(ErrorCode.CALL_LINK_INVALID);
  }

  @Test
  void s90_aViewerSendsNothing() {
    TestClient ana = rig.open();
    ServerMessage.CallCreated call = ana.create();
    ana.join(call.call(), call.hostKey());
    TestClient vera = rig.open();
    assertThat(joined(vera, call.call(), call.viewerKey().orElseThrow()).view().role())
        .isEqualTo(Role.VIEWER);
    assertThat(inside(vera).media()).isEqualTo(new Media(false, false));
    vera.send(new ClientMessage.UpdateParticipant(Optional.empty(), Optional.of(TestClient.MEDIA)));
    assertThat(inside(vera).media()).isEqualTo(new Media(false, false));
    assertThat(vera.refused(END)).isEqualTo(ErrorCode.CALL_NOT_HOST);
    assertThat(vera.refused(offering(ana, "m=audio 9 X 0\\r\\na=sendrecv\\r\\n")))
        .isEqualTo(ErrorCode.CALL_VIEW_ONLY);
    vera.send(
        offering(
            ana, "m=audio 9 X 0\\r\\na=recvonly\\r\\nm=application 9 X 0\\r\\na=sendrecv\\r\\n"));
    assertThat(ana.lastMessage()).isInstanceOf(ServerMessage.SignalFrom.class);
  }

  @Test
  void s91_whereNamesHaveALobbyTheFirstIsHost() {
    var names =
        new ServerRig(
            CallLimits.defaults()
                .withPolicy(new CallLimits.Policy(CallLimits.ChosenNames.LOBBY, Optional.empty())));
    assertThat(names.open().join("tea").view().role()).isEqualTo(Role.HOST);
    assertThat(names.server.calls().getFirst().admission().lobby()).isTrue();
  }

  @Test
  void s91_chosenNamesCanBeOff() {
    var none =
        new ServerRig(
            CallLimits.defaults()
                .withPolicy(new CallLimits.Policy(CallLimits.ChosenNames.OFF, Optional.empty())));
    TestClient ana = none.open();
    assertThat(ana.refused(TestClient.joining("tea"))).isEqualTo(ErrorCode.CALL_NAMES_OFF);
    assertThat(ana.refused(new ClientMessage.LookUpCall("tea")))
        .isEqualTo(ErrorCode.CALL_NAMES_OFF);
  }

  @Test
  void s92_aGuestHasToKnowThePassphraseAndAHostDoesNot() {
    TestClient ana = rig.open();
    ServerMessage.CallCreated call =
        ana.ask(
            new ClientMessage.CreateCall(Plan.now(Optional.empty()), Optional.of(SESAME)),
            ServerMessage.CallCreated.class);
    TestClient ben = rig.open();
    assertThat(found(ben, call.call()).passphrase()).isTrue();
    assertThat(ben.refused(TestClient.joining(call.call().value())))
        .isEqualTo(ErrorCode.CALL_PASSPHRASE_NEEDED);
    assertThat(ben.refused(knowing(call.call(), "open barley")))
        .isEqualTo(ErrorCode.CALL_PASSPHRASE_WRONG);
    ben.ask(knowing(call.call(), SESAME.unredacted()), ServerMessage.CallJoined.class);
    ana.join(call.call(), call.hostKey());
    assertThat(rig.compared).isEqualTo(2);
  }

  @Test
  void s93_aThousandGuessesAreSlowedAndCounted() {
    TestClient ana = rig.open();
    ServerMessage.CallCreated call =
        ana.ask(
            new ClientMessage.CreateCall(Plan.now(Optional.empty()), Optional.of(SESAME)),
            ServerMessage.CallCreated.class);
    TestClient eve = rig.connect(new ClientAddress("203.0.113.66"));
    eve.hello();
    for (int i = 0; i < 1_000; i++) {
      eve.send(knowing(call.call(), "guess " + i));
      if (i % 100 == 99) {
        rig.pass(Duration.ofSeconds(2));
      }
    }
    assertThat(rig.compared).isLessThan(40);
    assertThat(eve.refused(knowing(call.call(), SESAME.unredacted())))
        .as("the right one, too, is told nothing")
        .isEqualTo(ErrorCode.CALL_RATE_LIMITED);
    assertThat(rig.server.counts().rejected())
        .containsKeys(ErrorCode.CALL_PASSPHRASE_WRONG, ErrorCode.CALL_RATE_LIMITED);
    rig.open().ask(knowing(call.call(), SESAME.unredacted()), ServerMessage.CallJoined.class);
  }

  @Test
  void s93_guessesAtIdsAreSlowed() {
    TestClient eve = rig.open();
    for (int i = 0; i < 20; i++) {
      String id = CallId.random(Seeds.of(100 + i)).value();
      assertThat(eve.refused(new ClientMessage.LookUpCall(id))).isEqualTo(ErrorCode.CALL_NOT_FOUND);
    }
    CallId known = eve.create().call();
    assertThat(eve.refused(new ClientMessage.LookUpCall(known.value())))
        .isEqualTo(ErrorCode.CALL_RATE_LIMITED);
  }

  @Test
  void tenThousandScheduledCallsCostNothingUntilTheyAreDue() {
    long before = heap();
    for (int i = 0; i < 10_000; i++) {
      var plan = in(Duration.ofDays(30).plusSeconds(i));
      var drawn = rig.server.drawCall(plan, Optional.empty(), rig.now()).orElseThrow();
      rig.server.addCall(drawn.stored(), rig.now(), rig);
    }
    rig.events.clear();
    long bytes = heap() - before;
    long begin = System.nanoTime();
    int looks = 0;
    long until = rig.clock.nanos() + Duration.ofDays(1).toNanos();
    while (until - rig.server.nextDeadline() >= 0) {
      rig.clock.advanceTo(rig.server.nextDeadline());
      rig.server.onDeadline(rig.now(), rig);
      looks++;
    }
    long micros = (System.nanoTime() - begin) / 1_000;
    System.out.printf(
        "10,000 scheduled calls: %.1f MB of heap, %d us of CPU a day in %d turns%n",
        bytes / 1e6, micros, looks);
    assertThat(rig.server.counts().present().calls().scheduled()).isEqualTo(10_000);
    assertThat(bytes).isLessThan(60_000_000);
  }

  private static long heap() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private Plan in(Duration wait) {
    return at(rig.clock.wall().plus(wait), Optional.empty());
  }

  private static Plan recurring(Instant start, String rule) {
    return at(start, Optional.of(new Recurrence(rule)));
  }

  private static Plan at(Instant start, Optional<Recurrence> recurrence) {
    return new Plan(
        Optional.of("Choir"),
        Optional.of(new Schedule(start, ZoneOffset.UTC, HOUR, recurrence)),
        Admission.OPEN,
        Optional.empty(),
        Optional.empty());
  }

  private static Plan admitting(Admission admission) {
    return Plan.now(Optional.empty()).withAdmission(admission);
  }

  private static ServerMessage.CallCreated create(TestClient client, Plan plan) {
    return client.ask(
        new ClientMessage.CreateCall(plan, Optional.empty()), ServerMessage.CallCreated.class);
  }

  private static ServerMessage.CallFound found(TestClient client, CallId call) {
    return client.ask(new ClientMessage.LookUpCall(call.value()), ServerMessage.CallFound.class);
  }

  private static ServerMessage.ErrorAnswer refusal(TestClient client, ClientMessage message) {
    return client.ask(message, ServerMessage.ErrorAnswer.class);
  }

  private static ClientMessage.JoinCall joining(CallId call, Secret key) {
    return new ClientMessage.JoinCall(call.value(), "Eve", TestClient.MEDIA, Optional.of(key));
  }

  private static ServerMessage.CallJoined joined(TestClient client, CallId call, Secret key) {
    return client.ask(joining(call, key), ServerMessage.CallJoined.class);
  }

  private static ClientMessage.JoinCall knowing(CallId call, String passphrase) {
    return new ClientMessage.JoinCall(
        call.value(),
        "Eve",
        TestClient.MEDIA,
        Optional.empty(),
        Optional.of(new Passphrase(passphrase)));
  }

  private static ClientMessage.SignalTo offering(TestClient to, String sections) {
    String body = "{\"sdp\":\"v=0\\r\\n" + sections + "\",\"offerId\":\"1\"}";
    return new ClientMessage.SignalTo(to.id(), new Signal(Signal.Kind.CREATE_OFFER, body));
  }

  private Participant inside(TestClient client) {
    return rig.server.calls().stream()
        .flatMap(call -> call.find(client.id()).stream())
        .findFirst()
        .orElseThrow();
  }
}
