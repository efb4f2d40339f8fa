package dev.tincan.calls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tincan.calls.call.CallId;
import dev.tincan.calls.call.CallName;
import dev.tincan.calls.call.CallState;
import dev.tincan.calls.call.EndReason;
import dev.tincan.calls.call.HostKey;
import dev.tincan.calls.call.LeaveReason;
import dev.tincan.calls.call.Media;
import dev.tincan.calls.call.Participant;
import dev.tincan.calls.call.Role;
import dev.tincan.calls.call.StoredCall;
import dev.tincan.calls.message.ClientFrame;
import dev.tincan.calls.message.ClientMessage;
import dev.tincan.calls.message.ErrorCode;
import dev.tincan.calls.message.ServerFrame;
import dev.tincan.calls.message.ServerMessage;
import dev.tincan.calls.message.Signal;
import dev.tincan.calls.session.ParticipantId;
import dev.tincan.testkit.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Calls and what is said in them: [S16]-[S25].
final class CallRulesTest {

  private static final ClientMessage END = new ClientMessage.EndCall();
  private static final ClientMessage LEAVE = new ClientMessage.LeaveCall();
  private static final ClientMessage CREATE = new ClientMessage.CreateCall(Optional.empty());
  private static final Signal OFFER = new Signal(Signal.Kind.CREATE_OFFER, "v=0");
  private static final String UNKNOWN_ID = "abcd-efghij-klmn";

  private final ServerRig rig = new ServerRig();

  @Test
  void s16_peopleWhoTypeTheSameNameMeet() {
    TestClient ana = rig.open();
    TestClient ben = rig.open();
    ana.join("Tea Time");
    assertThat(ben.join("  tea_TIME ").view().participants())
        .extracting(Participant::id)
        .containsExactly(ana.id());
  }

  @Test
  void s16_aNameThatIsNoneIsRefused() {
    TestClient ana = rig.open();
    assertThat(ana.refused(TestClient.joining("<b>"))).isEqualTo(ErrorCode.CALL_NAME_INVALID);
    assertThat(ana.refused(new ClientMessage.LookUpCall("   ")))
        .isEqualTo(ErrorCode.CALL_NAME_INVALID);
  }

  @Test
  void s17_aCallIsAnsweredOnlyAfterItWasStored() {
    TestClient ana = rig.open();
    rig.storing = ServerRig.Storing.WAITS;
    ana.send(CREATE);
    CallId id = rig.toStore.element();
    assertThat(ana.messages()).isEmpty();
    assertThat(ana.refused(TestClient.joining(id.value()))).isEqualTo(ErrorCode.CALL_NOT_FOUND);
    rig.storing = ServerRig.Storing.WORKS;
    rig.answerStores();
    var created = (ServerMessage.CallCreated) ana.lastMessage();
    assertThat(ana.envelopes().getLast().re()).contains("1");
    assertThat(created.call()).isEqualTo(id);
    assertThat(rig.stored(id).links().getFirst().secret().matches(created.hostKey().secret()))
        .isTrue();
  }

  @Test
  void s17_aCallThatCouldNotBeStoredIsNotThere() {
    TestClient ana = rig.open();
    rig.storing = ServerRig.Storing.FAILS;
    assertThat(ana.refused(CREATE)).isEqualTo(ErrorCode.SERVER_UNAVAILABLE);
    String id = rig.stored.keySet().iterator().next().value();
    assertThat(ana.refused(TestClient.joining(id))).isEqualTo(ErrorCode.CALL_NOT_FOUND);
  }

  @Test
  void s17_aFailureToStoreAgainChangesNothing() {
    TestClient ana = rig.open();
    CallId id = ana.create().call();
    rig.storing = ServerRig.Storing.FAILS;
    ana.join(id.value());
    assertThat(ana.messages()).hasSize(2);
  }

  @Test
  void s17_aCallIsThereEvenWhenItsCreatorWentBeforeItWasStored() {
    TestClient ana = rig.open();
    rig.storing = ServerRig.Storing.WAITS;
    ana.send(CREATE);
    ana.frame(new ClientFrame.Bye());
    CallId id = rig.toStore.element();
    rig.storing = ServerRig.Storing.WORKS;
    rig.answerStores();
    rig.open().join(id.value());
  }

  @Test
  void s17_theHostKeyMakesAHostAndAWrongOneDoesNot() {
    TestClient ana = rig.open();
    ServerMessage.CallCreated created = ana.create();
    assertThat(ana.join(created.call(), created.hostKey()).view().role()).isEqualTo(Role.HOST);
    TestClient ben = rig.open();
    HostKey wrong = HostKey.random(Seeds.of(3));
    assertThat(
            ben.refused(
                new ClientMessage.JoinCall(
                    created.call().value(), "Ben", TestClient.MEDIA, Optional.of(wrong.secret()))))
        .isEqualTo(ErrorCode.CALL_LINK_INVALID);
    ServerMessage.CallJoined joined = ben.join(created.call().value());
    assertThat(joined.view().role()).isEqualTo(Role.GUEST);
    assertThat(joined.view().title()).contains("Monday");
    assertThat(joined.view().participants())
        .extracting(Participant::role)
        .containsExactly(Role.HOST);
  }

  @Test
  void s17_callsSurviveARestart() {
    TestClient ana = rig.open();
    ServerMessage.CallCreated used = ana.create();
    ServerMessage.CallCreated unused = ana.create();
    ServerMessage.CallCreated over = ana.create();
    ana.join(over.call(), over.hostKey());
    ana.ask(END, ServerMessage.CallEnded.class);
    ana.join(used.call().value());
    rig.server.shutDown(rig.now(), rig);

    List<StoredCall> stored = new ArrayList<>();
    for (StoredCall call : rig.stored.values()) {
      var ended = Optional.ofNullable(rig.ended.get(call.id()));
      stored.add(
          new StoredCall(
              call.id(),
              call.plan(),
              call.links(),
              call.owner(),
              call.createdAt(),
              call.revision(),
              call.joined(),
              ended,
              call.progress()));
    }
    var next = new ServerRig();
    next.clock.shiftWall(Duration.ofHours(20));
    next.server.restore(stored, next.now());
    assertThat(next.server.counts().present().calls())
        .isEqualTo(new CallCounts.Calls(0, 1, 0, 0, 1));
    TestClient ben = next.open();
    assertThat(ben.refused(TestClient.joining(over.call().value())))
        .isEqualTo(ErrorCode.CALL_ENDED);
    assertThat(ben.join(used.call(), used.hostKey()).view().role()).isEqualTo(Role.HOST);
    ben.send(LEAVE);
    next.pass(Duration.ofMinutes(5));
    assertThat(next.endReason(used.call())).isEqualTo(EndReason.EMPTY);
    next.pass(Duration.ofMinutes(4 * 60 - 6));
    assertThat(next.ended).doesNotContainKey(unused.call());
    next.pass(Duration.ofMinutes(1));
    assertThat(next.endReason(unused.call())).isEqualTo(EndReason.EXPIRED);
  }

  @Test
  void s18_anUnknownIdIsNotFoundAndAnUnknownNameOpens() {
    TestClient ana = rig.open();
    assertThat(ana.refused(TestClient.joining(UNKNOWN_ID))).isEqualTo(ErrorCode.CALL_NOT_FOUND);
    assertThat(ana.refused(new ClientMessage.LookUpCall(UNKNOWN_ID)))
        .isEqualTo(ErrorCode.CALL_NOT_FOUND);
    assertThat(ana.join("tea").view().call()).isEqualTo(new CallName("tea"));
    assertThat(rig.stored).isEmpty();
  }

  @Test
  void lookingUpTellsWhoIsInside() {
    TestClient ana = rig.open();
    CallId id = ana.create().call();
    ana.join(id.value());
    TestClient ben = rig.open();
    assertThat(ben.ask(new ClientMessage.LookUpCall(id.value()), ServerMessage.CallFound.class))
        .isEqualTo(
            new ServerMessage.CallFound(
                id,
                Optional.of("Monday"),
                List.of("Ana"),
                false,
                new CallState.Waiting(),
                Optional.empty(),
                false,
                false));
    assertThat(ben.ask(new ClientMessage.LookUpCall("tea"), ServerMessage.CallFound.class))
        .isEqualTo(
            new ServerMessage.CallFound(
                new CallName("tea"),
                Optional.empty(),
                List.of(),
                false,
                new CallState.Open(0),
                Optional.empty(),
                false,
                false));
  }

  @Test
  void s19_aParticipantIsInOneCall() {
    TestClient ana = rig.open();
    ana.join("tea");
    assertThat(ana.refused(TestClient.joining("coffee"))).isEqualTo(ErrorCode.CALL_ALREADY_JOINED);
  }

  @Test
  void s20_aNewcomerFindsTheOthersInOrderAndTheyAreTold() {
    TestClient ana = rig.open();
    TestClient ben = rig.open();
    TestClient cem = rig.open();
    assertThat(ana.join("tea").view().participants()).isEmpty();
    ben.join("tea");
    assertThat(cem.join("tea").view().participants())
        .extracting(Participant::id)
        .containsExactly(ana.id(), ben.id());
    assertThat(ana.messages().subList(1, 3))
        .extracting(m -> ((ServerMessage.ParticipantJoined) m).participant().id())
        .containsExactly(ben.id(), cem.id());
  }

  @Test
  void s21_anEmptyCallEndsAfterFiveMinutesUnlessSomeoneComesBack() {
    TestClient ana = rig.open();
    CallId id = ana.create().call();
    ana.join(id.value());
    ana.send(LEAVE);
    keepAlive(ana, Duration.ofMinutes(4));
    ana.join(id.value());
    keepAlive(ana, Duration.ofMinutes(10));
    ana.send(LEAVE);
    keepAlive(ana, Duration.ofMinutes(5));
    assertThat(rig.endReason(id)).isEqualTo(EndReason.EMPTY);
    assertThat(ana.refused(TestClient.joining(id.value()))).isEqualTo(ErrorCode.CALL_ENDED);
    assertThat(ana.refused(new ClientMessage.LookUpCall(id.value())))
        .isEqualTo(ErrorCode.CALL_ENDED);
  }

  @Test
  void s21_aCallNobodyJoinedExpiresAfterADay() {
    CallId id = rig.open().create().call();
    rig.pass(Duration.ofHours(24).minusMillis(1));
    assertThat(rig.ended).isEmpty();
    rig.pass(Duration.ofMillis(1));
    assertThat(rig.endReason(id)).isEqualTo(EndReason.EXPIRED);
  }

  @Test
  void s21_aNamedCallThatEndedIsOpenedAnew() {
    TestClient ana = rig.open();
    ana.join("tea");
    ana.send(LEAVE);
    keepAlive(ana, Duration.ofMinutes(6));
    assertThat(rig.server.calls()).isEmpty();
    assertThat(rig.ended).isEmpty();
    ana.join("tea");
  }

  @Test
  void s22_aHostEndsTheCallForEveryone() {
    TestClient ana = rig.open();
    TestClient ben = rig.open();
    ServerMessage.CallCreated created = ana.create();
    ana.join(created.call(), created.hostKey());
    ben.join(created.call().value());
    assertThat(ben.refused(END)).isEqualTo(ErrorCode.CALL_NOT_HOST);
    ServerMessage.CallEnded ended = ana.ask(END, ServerMessage.CallEnded.class);
    assertThat(ended).isEqualTo(new ServerMessage.CallEnded(created.call(), EndReason.HOST));
    assertThat(ben.messages())
        .endsWith(ended, ben.lastMessage())
        .last()
        .isInstanceOf(ServerMessage.IceServers.class);
    assertThat(ben.envelopes())
        .last()
        .extracting(ServerFrame.Envelope::re)
        .isEqualTo(Optional.empty());
    assertThat(rig.endReason(created.call())).isEqualTo(EndReason.HOST);
    assertThat(ben.refused(LEAVE)).isEqualTo(ErrorCode.CALL_NOT_JOINED);
    assertThat(ben.refused(END)).isEqualTo(ErrorCode.CALL_NOT_JOINED);
    assertThat(ben.refused(new ClientMessage.UpdateParticipant(Optional.empty(), Optional.empty())))
        .isEqualTo(ErrorCode.CALL_NOT_JOINED);
  }

  @Test
  void s22_onlySoManyEndsAreRemembered() {
    var small = new ServerRig(CallLimits.defaults().withSizes(ServerRig.sizes(16, 10, 10, 256)));
    TestClient ana = small.open();
    List<CallId> ids = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      ServerMessage.CallCreated created = ana.create();
      ana.join(created.call(), created.hostKey());
      ana.ask(END, ServerMessage.CallEnded.class);
      ids.add(created.call());
    }
    assertThat(ana.refused(TestClient.joining(ids.get(0).value())))
        .isEqualTo(ErrorCode.CALL_NOT_FOUND);
    assertThat(ana.refused(TestClient.joining(ids.get(1).value()))).isEqualTo(ErrorCode.CALL_ENDED);
  }

  @Test
  void s23_signalsReachOnlyTheSameCall() {
    TestClient ana = rig.open();
    TestClient ben = rig.open();
    TestClient cem = rig.open();
    assertThat(ana.refused(new ClientMessage.SignalTo(ben.id(), OFFER)))
        .isEqualTo(ErrorCode.PARTICIPANT_NOT_FOUND);
    ana.join("tea");
    ben.join("tea");
    cem.join("coffee");
    var answer = new Signal(Signal.Kind.CREATE_ANSWER, "v=0");
    var candidate = new Signal(Signal.Kind.ADD_ICE_CANDIDATE, "candidate:1");
    for (ParticipantId to : List.of(cem.id(), ana.id())) {
      assertThat(ana.refused(new ClientMessage.SignalTo(to, candidate)))
          .isEqualTo(ErrorCode.PARTICIPANT_NOT_FOUND);
    }
    ana.send(new ClientMessage.SignalTo(ben.id(), OFFER));
    ana.send(new ClientMessage.SignalTo(ben.id(), candidate));
    ben.send(new ClientMessage.SignalTo(ana.id(), answer));
    assertThat(ben.messages().subList(1, 3))
        .containsExactly(
            new ServerMessage.SignalFrom(ana.id(), OFFER),
            new ServerMessage.SignalFrom(ana.id(), candidate));
    assertThat(ana.lastMessage()).isEqualTo(new ServerMessage.SignalFrom(ben.id(), answer));
    assertThat(OFFER + " " + candidate).doesNotContain("v=0").doesNotContain("candidate:1");
  }

  @Test
  void s24_afterLeavingOneMayJoinAnotherCall() {
    TestClient ana = rig.open();
    TestClient ben = rig.open();
    ana.join("tea");
    ben.join("tea");
    ana.send(LEAVE);
    assertThat(ben.lastMessage())
        .isEqualTo(new ServerMessage.ParticipantLeft(ana.id(), LeaveReason.LEFT));
    ana.join("coffee");
    assertThat(rig.server.counts().present().participants()).isEqualTo(2);
  }

  @Test
  void anUpdateReachesTheOthersIfItChangesAnything() {
    TestClient ana = rig.open();
    TestClient ben = rig.open();
    ana.join("tea");
    ben.join("tea");
    var muted = new Media(false, false);
    ana.send(new ClientMessage.UpdateParticipant(Optional.of("Anna"), Optional.of(muted)));
    ana.send(new ClientMessage.UpdateParticipant(Optional.of("Anna"), Optional.empty()));
    assertThat(ben.messages().subList(1, ben.messages().size()))
        .containsExactly(
            new ServerMessage.ParticipantUpdated(
                new Participant(ana.id(), "Anna", muted, Role.GUEST, true)));
  }

  @Test
  void s25_aCallHoldsSoManyParticipants() {
    var small = new ServerRig(CallLimits.defaults().withSizes(ServerRig.sizes(2, 10, 10, 256)));
    small.open().join("tea");
    small.open().join("tea");
    TestClient third = small.open();
    assertThat(third.refused(TestClient.joining("tea"))).isEqualTo(ErrorCode.CALL_FULL);
    assertThat(third.ask(new ClientMessage.LookUpCall("tea"), ServerMessage.CallFound.class).full())
        .isTrue();
  }

  @Test
  void s25_theServerHoldsSoManyCalls() {
    var small = new ServerRig(CallLimits.defaults().withSizes(ServerRig.sizes(2, 1, 10, 256)));
    TestClient ana = small.open();
    ana.create();
    assertThat(ana.refused(CREATE)).isEqualTo(ErrorCode.SERVER_FULL);
    assertThat(ana.refused(TestClient.joining("tea"))).isEqualTo(ErrorCode.SERVER_FULL);
  }

  @Test
  void s25_callsPerAddressAreRateLimitedAcrossSessions() {
    TestClient ana = rig.open();
    for (int i = 0; i < 20; i++) {
      ana.create();
    }
    assertThat(ana.refused(CREATE)).isEqualTo(ErrorCode.CALL_RATE_LIMITED);
    ana.frame(new ClientFrame.Bye());
    TestClient again = rig.open();
    assertThat(again.refused(TestClient.joining("tea"))).isEqualTo(ErrorCode.CALL_RATE_LIMITED);
    rig.connect(new ClientAddress("203.0.113.9")).hello();
    rig.pass(Duration.ofSeconds(3));
    again.create();
    again.frame(new ClientFrame.Bye());
    rig.pass(Duration.ofMinutes(2));
    TestClient later = rig.open();
    for (int i = 0; i < 20; i++) {
      later.create();
    }
  }

  @Test
  void countsTellWhatThereIsAndWhatThereWas() {
    TestClient ana = rig.open();
    TestClient ben = rig.open();
    ana.create();
    ana.join("tea");
    ben.join("tea");
    TestClient cem = rig.open();
    cem.join("coffee");
    CallCounts counts = rig.server.counts();
    assertThat(counts.present())
        .isEqualTo(new CallCounts.Present(3, 3, 3, new CallCounts.Calls(0, 1, 1, 1, 0)));
    assertThat(counts.framesIn()).isEqualTo(7);
    assertThat(counts.framesOut()).isEqualTo(rig.sent.values().stream().mapToInt(List::size).sum());
    assertThat(cem.all(ServerFrame.Fatal.class)).isEmpty();
  }

  private void keepAlive(TestClient client, Duration span) {
    for (long left = span.toSeconds(); left > 0; left -= 10) {
      rig.pass(Duration.ofSeconds(Math.min(10, left)));
      client.frame(new ClientFrame.Ack(client.lastSeen()));
    }
  }
}
