package dev.tincan.calls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tincan.calls.call.LeaveReason;
import dev.tincan.calls.call.Participant;
import dev.tincan.calls.call.Stay;
import dev.tincan.calls.message.CallView;
import dev.tincan.calls.message.ClientFrame;
import dev.tincan.calls.message.ClientMessage;
import dev.tincan.calls.message.ErrorCode;
import dev.tincan.calls.message.ServerFrame;
import dev.tincan.calls.message.ServerMessage;
import dev.tincan.calls.message.Signal;
import dev.tincan.calls.session.ResumeToken;
import dev.tincan.testkit.Seeds;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Connections, numbering and resume: [S2]-[S15] and the limits of [S25] that belong to them.
final class SessionRulesTest {

  /// Has no answer.
  private static final ClientMessage SAME_NAME =
      new ClientMessage.UpdateParticipant(Optional.empty(), Optional.empty());

  private static final ClientMessage LOOK_UP = new ClientMessage.LookUpCall("tea");

  private final ServerRig rig = new ServerRig();

  @Test
  void s2_whatIsNoFrameEndsTheConnection() {
    TestClient client = rig.open();
    rig.server.onMalformed(
        client.connection, ErrorCode.PROTOCOL_TOO_LARGE, "70000 bytes", rig.now(), rig);
    assertThat(client.fatal()).isEqualTo(ErrorCode.PROTOCOL_TOO_LARGE);
    assertThat(rig.server.counts().rejected()).containsEntry(ErrorCode.PROTOCOL_TOO_LARGE, 1L);
  }

  @Test
  void s4_anythingBeforeHelloEndsTheConnection() {
    TestClient client = rig.connect();
    client.send(LOOK_UP);
    assertThat(client.fatal()).isEqualTo(ErrorCode.PROTOCOL_HELLO_EXPECTED);
  }

  @Test
  void s4_helloIsAwaitedForTenSeconds() {
    TestClient client = rig.connect();
    rig.pass(Duration.ofMillis(9_999));
    assertThat(client.isClosed()).isFalse();
    rig.pass(Duration.ofMillis(1));
    assertThat(client.fatal()).isEqualTo(ErrorCode.SESSION_HELLO_TIMEOUT);
  }

  @Test
  void s4_anotherVersionIsRefused() {
    TestClient client = rig.connect();
    client.frame(new ClientFrame.Hello(2, Optional.empty(), Optional.empty()));
    assertThat(client.fatal()).isEqualTo(ErrorCode.PROTOCOL_VERSION);
  }

  @Test
  void s4_aSecondHelloEndsTheConnection() {
    TestClient client = rig.open();
    client.frame(new ClientFrame.Hello(1, Optional.empty(), Optional.empty()));
    assertThat(client.fatal()).isEqualTo(ErrorCode.PROTOCOL_INVALID);
  }

  @Test
  void s5_envelopesAreNumberedFromOne() {
    TestClient client = rig.open();
    client.send(LOOK_UP);
    client.send(LOOK_UP);
    assertThat(client.envelopes()).extracting(ServerFrame.Envelope::seq).containsExactly(1L, 2L);
  }

  @Test
  void s6_anAnswerCarriesTheAckAndNoAckFrameFollows() {
    TestClient client = rig.open();
    client.send(LOOK_UP);
    assertThat(client.envelopes().getFirst().ack()).isEqualTo(1);
    rig.pass(Duration.ofSeconds(2));
    assertThat(client.all(ServerFrame.Ack.class)).isEmpty();
  }

  @Test
  void s6_withNothingToSayAnAckFrameGoesOutWithinASecond() {
    TestClient client = rig.open();
    client.join("tea");
    client.send(SAME_NAME);
    rig.pass(Duration.ofMillis(100));
    client.frame(new ClientFrame.Ack(client.lastSeen()));
    assertThat(client.all(ServerFrame.Ack.class)).isEmpty();
    rig.pass(Duration.ofMillis(900));
    assertThat(client.all(ServerFrame.Ack.class)).containsExactly(new ServerFrame.Ack(2));
  }

  @Test
  void s6_anAckThatWasSentOnTheWayMovesTheNextOne() {
    TestClient client = rig.open();
    client.join("tea");
    client.send(SAME_NAME);
    rig.pass(Duration.ofMillis(400));
    client.send(LOOK_UP);
    client.send(SAME_NAME);
    client.join("tea");
    client.send(SAME_NAME);
    rig.pass(Duration.ofMillis(200));
    assertThat(client.all(ServerFrame.Ack.class)).isEmpty();
    rig.pass(Duration.ofMillis(300));
    assertThat(client.all(ServerFrame.Ack.class)).containsExactly(new ServerFrame.Ack(6));
  }

  @Test
  void s6_anAckOfWhatWasNeverSentEndsTheConnection() {
    TestClient client = rig.open();
    client.frame(new ClientFrame.Ack(1));
    assertThat(client.fatal()).isEqualTo(ErrorCode.PROTOCOL_INVALID);
  }

  @Test
  void s7_aRepetitionIsIgnoredButAcked() {
    TestClient client = rig.open();
    client.join("tea");
    client.send(1, TestClient.joining("coffee"));
    assertThat(client.messages()).hasSize(1);
    rig.pass(Duration.ofSeconds(1));
    assertThat(client.all(ServerFrame.Ack.class)).containsExactly(new ServerFrame.Ack(1));
  }

  @Test
  void s7_aGapEndsTheConnectionButNotTheSession() {
    TestClient client = rig.open();
    client.send(2, LOOK_UP);
    assertThat(client.fatal()).isEqualTo(ErrorCode.PROTOCOL_GAP);
    assertThat(client.resume().only(ServerFrame.Welcome.class).session().resumed()).isTrue();
  }

  @Test
  void s8_anOverflowedOutboxIsCoveredByASnapshot() {
    var small = new ServerRig(CallLimits.defaults().withSizes(ServerRig.sizes(16, 10, 10, 4)));
    TestClient ana = small.open();
    TestClient ben = small.open();
    ana.join("tea");
    ben.join("tea");
    long seen = ana.lastSeen();
    ana.frame(new ClientFrame.Ack(seen));
    ana.disconnect();
    for (int i = 0; i < 5; i++) {
      ben.send(new ClientMessage.UpdateParticipant(Optional.of("Ben " + i), Optional.empty()));
    }
    TestClient back = ana.resume(seen);
    ServerFrame.Snapshot snapshot = back.only(ServerFrame.Welcome.class).snapshot().orElseThrow();
    assertThat(snapshot.seq()).isEqualTo(seen + 5);
    CallView call = snapshot.call().orElseThrow();
    assertThat(call.participants()).extracting(Participant::name).containsExactly("Ana", "Ben 4");
    assertThat(call.you()).isEqualTo(ana.id());
    assertThat(back.envelopes()).isEmpty();
    ben.send(new ClientMessage.LeaveCall());
    assertThat(back.envelopes()).extracting(ServerFrame.Envelope::seq).containsExactly(seen + 6);
  }

  @Test
  void s8_aClientThatHasReceivedEverythingNeedsNoSnapshotAfterAnOverflow() {
    var small = new ServerRig(CallLimits.defaults().withSizes(ServerRig.sizes(16, 10, 10, 4)));
    TestClient client = small.open();
    for (int i = 0; i < 9; i++) {
      client.seq++;
      client.frame(new ClientFrame.Envelope(client.seq, 0, Optional.empty(), LOOK_UP));
    }
    TestClient back = client.resume(8);
    assertThat(back.only(ServerFrame.Welcome.class).snapshot().isPresent()).isFalse();
    assertThat(back.envelopes()).extracting(ServerFrame.Envelope::seq).containsExactly(9L);
  }

  @Test
  void s9_anUndecodableBodyIsAnsweredAndNumberingGoesOn() {
    TestClient client = rig.open();
    assertThat(client.refused(new ClientMessage.Invalid("body.call is missing")))
        .isEqualTo(ErrorCode.MESSAGE_INVALID);
    assertThat(client.refused(new ClientMessage.Unknown("dance")))
        .isEqualTo(ErrorCode.MESSAGE_UNKNOWN);
    client.ask(LOOK_UP, ServerMessage.CallFound.class);
  }

  @Test
  void s10_aSilentConnectionIsPingedAndThenDropped() {
    TestClient client = rig.open();
    rig.pass(Duration.ofSeconds(15));
    client.only(ServerFrame.Ping.class);
    rig.pass(Duration.ofMillis(9_999));
    assertThat(client.isClosed()).isFalse();
    rig.pass(Duration.ofMillis(1));
    assertThat(client.isClosed()).isTrue();
    assertThat(client.all(ServerFrame.Fatal.class)).isEmpty();
    assertThat(rig.server.counts().present().sessions()).isEqualTo(1);
  }

  @Test
  void s10_anyFrameCountsAsLife() {
    TestClient client = rig.open();
    for (int i = 0; i < 5; i++) {
      rig.pass(Duration.ofSeconds(14));
      client.frame(new ClientFrame.Pong());
    }
    assertThat(client.all(ServerFrame.Ping.class)).isEmpty();
    rig.pass(Duration.ofSeconds(16));
    client.only(ServerFrame.Ping.class);
    client.frame(new ClientFrame.Ping());
    client.only(ServerFrame.Pong.class);
    rig.pass(Duration.ofSeconds(12));
    assertThat(client.isClosed()).isFalse();
  }

  @Test
  void s11_everySessionHasItsOwnIdAndToken() {
    TestClient one = rig.open();
    TestClient two = rig.open();
    assertThat(one.id()).isNotEqualTo(two.id());
    assertThat(one.token()).isNotEqualTo(two.token());
    ServerFrame.Welcome welcome = one.only(ServerFrame.Welcome.class);
    assertThat(welcome.session().resumed()).isFalse();
    assertThat(welcome.grace()).isEqualTo(Duration.ofSeconds(20));
    assertThat(welcome.limits().participantsPerCall()).isEqualTo(6);
  }

  @Test
  void s12_resumeRepeatsWhatWasNotAcked() {
    TestClient client = rig.open();
    client.join("tea");
    client.disconnect();
    TestClient ben = rig.open();
    ben.join("tea");
    TestClient back = client.resume(0);
    ServerFrame.Welcome welcome = back.only(ServerFrame.Welcome.class);
    assertThat(welcome.session().resumed()).isTrue();
    assertThat(welcome.session().participant()).isEqualTo(client.id());
    assertThat(welcome.session().resume()).isEqualTo(client.token());
    assertThat(welcome.ack()).isEqualTo(1);
    assertThat(welcome.ice()).isNotEqualTo(client.only(ServerFrame.Welcome.class).ice());
    assertThat(back.messages()).hasSize(2);
    assertThat(back.messages().getFirst()).isInstanceOf(ServerMessage.CallJoined.class);
    assertThat(back.messages().get(1)).isInstanceOf(ServerMessage.ParticipantJoined.class);
  }

  @Test
  void s12_aClientThatForgotWhatItAckedGetsASnapshot() {
    TestClient client = rig.open();
    client.join("tea");
    client.frame(new ClientFrame.Ack(1));
    TestClient reloaded = client.resume(0);
    ServerFrame.Snapshot snapshot =
        reloaded.only(ServerFrame.Welcome.class).snapshot().orElseThrow();
    assertThat(snapshot.seq()).isEqualTo(1);
    assertThat(snapshot.call().orElseThrow().call().value()).isEqualTo("tea");
  }

  @Test
  void s12_receivingWhatWasNeverSentIsRefused() {
    TestClient client = rig.open();
    TestClient liar = client.resume(1);
    assertThat(liar.fatal()).isEqualTo(ErrorCode.PROTOCOL_INVALID);
    assertThat(client.isClosed()).isFalse();
  }

  @Test
  void s12_freshIceServersComeBeforeTheOldOnesExpire() {
    TestClient client = rig.open();
    for (int i = 0; i < 46 * 6; i++) {
      rig.pass(Duration.ofSeconds(10));
      client.frame(new ClientFrame.Ping());
    }
    assertThat(client.lastMessage()).isInstanceOf(ServerMessage.IceServers.class);
    assertThat(client.messages()).hasSize(1);
  }

  @Test
  void s13_anUnknownTokenOpensANewSession() {
    TestClient client = rig.connect();
    var unknown = ResumeToken.random(Seeds.of(99));
    client.frame(
        new ClientFrame.Hello(
            1, Optional.of(new ClientFrame.Resume(unknown, 12, 0)), Optional.empty()));
    assertThat(client.only(ServerFrame.Welcome.class).session().resumed()).isFalse();
    assertThat(client.token()).isNotEqualTo(unknown);
  }

  @Test
  void s14_aSecondConnectionTakesTheSessionOver() {
    TestClient first = rig.open();
    TestClient second = first.resume();
    assertThat(first.fatal()).isEqualTo(ErrorCode.SESSION_TAKEN_OVER);
    first.disconnect();
    first.send(LOOK_UP);
    second.seq = 0;
    second.ask(LOOK_UP, ServerMessage.CallFound.class);
    rig.pass(Duration.ofSeconds(14));
    second.frame(new ClientFrame.Ping());
    rig.pass(Duration.ofSeconds(14));
    assertThat(rig.server.counts().present().sessions()).isEqualTo(1);
    assertThat(rig.server.counts().present().connections()).isEqualTo(1);
  }

  @Test
  void s15_theOthersAreToldTwoSecondsAfterALossAndOnResume() {
    TestClient ana = rig.open();
    TestClient ben = rig.open();
    ana.join("tea");
    ben.join("tea");
    ana.disconnect();
    rig.pass(Duration.ofMillis(1_999));
    assertThat(ben.messages()).hasSize(1);
    rig.pass(Duration.ofMillis(1));
    assertThat(updated(ben).connected()).isFalse();
    ana.resume();
    assertThat(updated(ben).connected()).isTrue();
  }

  @Test
  void s15_aQuickResumeIsNoNews() {
    TestClient ana = rig.open();
    TestClient ben = rig.open();
    ana.join("tea");
    ben.join("tea");
    ana.disconnect();
    rig.pass(Duration.ofSeconds(1));
    ana.resume();
    rig.pass(Duration.ofSeconds(5));
    assertThat(ben.messages()).hasSize(1);
  }

  @Test
  void s15_aLostSessionLeavesItsCall() {
    TestClient ana = rig.open();
    TestClient ben = rig.open();
    ana.join("tea");
    ben.join("tea");
    ana.disconnect();
    rig.pass(Duration.ofSeconds(10));
    ben.frame(new ClientFrame.Ping());
    rig.pass(Duration.ofSeconds(10));
    assertThat(ben.lastMessage())
        .isEqualTo(new ServerMessage.ParticipantLeft(ana.id(), LeaveReason.LOST));
    assertThat(rig.revoked).isEmpty();
    assertThat(rig.stays).containsExactly(Stay.first(ben.id()));
    assertThat(rig.events)
        .contains(new CallEvent.SessionEnded(ana.id(), CallEvent.SessionEnd.LOST));
    assertThat(ana.resume().only(ServerFrame.Welcome.class).session().resumed()).isFalse();
  }

  @Test
  void byeEndsTheSessionAtOnce() {
    TestClient ana = rig.open();
    TestClient ben = rig.open();
    ana.join("tea");
    ben.join("tea");
    ana.frame(new ClientFrame.Bye());
    assertThat(ana.isClosed()).isTrue();
    assertThat(ben.lastMessage())
        .isEqualTo(new ServerMessage.ParticipantLeft(ana.id(), LeaveReason.LEFT));
    assertThat(rig.revoked).containsExactly(Stay.first(ana.id()));
  }

  @Test
  void s32_whoDetachesForAReloadIsNotMissedForAWhile() {
    TestClient ana = rig.open();
    TestClient ben = rig.open();
    ana.join("tea");
    ben.join("tea");
    int heard = ben.messages().size();
    ana.frame(new ClientFrame.Detach(ClientFrame.Detach.Why.UNLOAD));
    assertThat(ana.isClosed()).isTrue();
    rig.pass(Duration.ofMillis(4900));
    assertThat(ben.messages()).hasSize(heard);
    rig.pass(Duration.ofMillis(200));
    assertThat(ben.lastMessage())
        .isEqualTo(new ServerMessage.ParticipantLeft(ana.id(), LeaveReason.LEFT));
    assertThat(rig.revoked).containsExactly(Stay.first(ana.id()));
  }

  @Test
  void s32_whoDetachesBecauseThereIsNothingToSayGetsWhatComesMeanwhile() {
    TestClient ana = rig.open();
    TestClient ben = rig.open();
    ana.join("tea");
    ben.join("tea");
    ana.frame(new ClientFrame.Detach(ClientFrame.Detach.Why.IDLE));
    int heard = ben.messages().size();
    var offer = new Signal(Signal.Kind.CREATE_OFFER, "v=0");
    ben.send(new ClientMessage.SignalTo(ana.id(), offer));
    rig.pass(Duration.ofSeconds(60));
    assertThat(ben.messages()).hasSize(heard);
    assertThat(ana.resume().messages()).contains(new ServerMessage.SignalFrom(ben.id(), offer));
  }

  @Test
  void s32_whoDetachedAndDoesNotComeBackIsLost() {
    TestClient ana = rig.open();
    TestClient ben = rig.open();
    ana.join("tea");
    ben.join("tea");
    ana.frame(new ClientFrame.Detach(ClientFrame.Detach.Why.IDLE));
    for (int i = 0; i < 9; i++) {
      ben.frame(new ClientFrame.Ping());
      rig.pass(Duration.ofSeconds(10));
    }
    assertThat(ben.lastMessage())
        .isEqualTo(new ServerMessage.ParticipantLeft(ana.id(), LeaveReason.LOST));
  }

  @Test
  void s36_aHelloThatArrivesLateTakesNothingOver() {
    TestClient first = rig.open();
    TestClient third = first.resume("page", 3);
    TestClient second = first.resume("page", 2);
    assertThat(second.fatal()).isEqualTo(ErrorCode.SESSION_TAKEN_OVER);
    assertThat(third.isClosed()).isFalse();
    TestClient fourth = first.resume("page", 4);
    assertThat(third.fatal()).isEqualTo(ErrorCode.SESSION_TAKEN_OVER);
    assertThat(first.resume("other page", 1).isClosed()).isFalse();
    assertThat(fourth.fatal()).isEqualTo(ErrorCode.SESSION_TAKEN_OVER);
  }

  @Test
  void s36_anotherPageIsToldTheCallAsItIs() {
    TestClient ana = rig.open().resume("page", 1);
    ana.join("tea");
    ServerFrame.Welcome welcome = ana.resume("reloaded", 1).only(ServerFrame.Welcome.class);
    ServerFrame.Snapshot snapshot = welcome.snapshot().orElseThrow();
    assertThat(snapshot.call().orElseThrow().call().value()).isEqualTo("tea");
    assertThat(welcome.ack()).isEqualTo(1);
  }

  @Test
  void s38_leavingEndsTheCredentialsAndTheSessionGoesOnWithOthers() {
    TestClient ana = rig.open();
    ana.join("tea");
    ana.send(new ClientMessage.LeaveCall());
    assertThat(rig.revoked).containsExactly(Stay.first(ana.id()));
    assertThat(rig.stays).containsExactly(Stay.first(ana.id()).next());
    assertThat(ana.lastMessage()).isInstanceOf(ServerMessage.IceServers.class);
  }

  @Test
  void s25_tooManyEnvelopesEndTheConnection() {
    TestClient client = rig.open();
    for (int i = 0; i < 240; i++) {
      client.send(LOOK_UP);
    }
    assertThat(client.isClosed()).isFalse();
    client.send(LOOK_UP);
    assertThat(client.fatal()).isEqualTo(ErrorCode.SESSION_RATE_LIMITED);
    rig.pass(Duration.ofSeconds(1));
    TestClient back = client.resume();
    assertThat(back.only(ServerFrame.Welcome.class).ack()).isEqualTo(240);
    back.seq = 240;
    back.ask(LOOK_UP, ServerMessage.CallFound.class);
  }

  @Test
  void s25_tooManyFramesOfAnyKindEndTheConnection() {
    TestClient client = rig.open();
    for (int i = 0; i < 599; i++) {
      client.frame(new ClientFrame.Pong());
    }
    assertThat(client.isClosed()).isFalse();
    client.frame(new ClientFrame.Pong());
    assertThat(client.fatal()).isEqualTo(ErrorCode.SESSION_RATE_LIMITED);
  }

  @Test
  void s25_sessionsAreLimitedPerAddressAndInAll() {
    var small = new ServerRig(CallLimits.defaults().withSizes(ServerRig.sizes(16, 10, 4, 256)));
    TestClient first = small.open();
    small.open();
    small.open();
    assertThat(refusal(small, ServerRig.ADDRESS)).isEqualTo(ErrorCode.SESSION_TOO_MANY);
    first.frame(new ClientFrame.Bye());
    small.open();
    var other = new ClientAddress("203.0.113.9");
    small.connect(other).hello();
    assertThat(refusal(small, other)).isEqualTo(ErrorCode.SERVER_FULL);
  }

  @Test
  void s25_connectionsAreLimited() {
    CallLimits.Sizes sizes = new CallLimits.Sizes(65_536, 60, 16, 10, 10, 10, 1, 256, 2, 256);
    var small = new ServerRig(CallLimits.defaults().withSizes(sizes));
    TestClient first = small.connect();
    assertThat(small.connect().fatal()).isEqualTo(ErrorCode.SERVER_FULL);
    first.disconnect();
    small.open();
  }

  @Test
  void s35_shutDownTellsEveryoneAndKeepsWhoIsInACallStored() {
    TestClient ana = rig.open();
    TestClient waiting = rig.connect();
    ana.join("tea");
    rig.server.shutDown(rig.now(), rig);
    for (TestClient told : List.of(ana, waiting)) {
      assertThat(told.isClosed()).isTrue();
      assertThat(told.frames()).endsWith(new ServerFrame.GoingAway());
    }
    assertThat(rig.storedParticipants).containsOnlyKeys(ana.id());
    assertThat(rig.server.nextDeadline()).isEqualTo(Long.MAX_VALUE);
    assertThat(rig.connect().fatal()).isEqualTo(ErrorCode.SERVER_UNAVAILABLE);
    ana.send(LOOK_UP);
    ana.disconnect();
    assertThat(rig.server.counts().present())
        .isEqualTo(new CallCounts.Present(0, 0, 0, new CallCounts.Calls(0, 0, 0, 0, 0)));
  }

  @Test
  void deadlinesAreServedInSlices() {
    CallLimits.Sizes sizes = new CallLimits.Sizes(65_536, 60, 16, 10, 10, 10, 100, 256, 2, 3);
    var slow = new ServerRig(CallLimits.defaults().withSizes(sizes));
    for (int i = 0; i < 5; i++) {
      slow.connect();
    }
    slow.clock.advance(Duration.ofSeconds(10));
    slow.server.onDeadline(slow.now(), slow);
    assertThat(slow.closed).hasSize(3);
    assertThat(slow.now().reached(slow.server.nextDeadline())).isTrue();
    slow.server.onDeadline(slow.now(), slow);
    assertThat(slow.closed).hasSize(5);
    assertThat(slow.server.nextDeadline()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void nothingPrivateIsPrinted() {
    TestClient ana = rig.open();
    ServerMessage.CallCreated created = ana.create();
    ana.join(created.call(), created.hostKey());
    assertThat(ana.frames().toString() + rig.stored + rig.events + ServerRig.ADDRESS)
        .doesNotContain(ana.token().unredacted())
        .doesNotContain(created.hostKey().unredacted())
        .doesNotContain(created.call().value())
        .doesNotContain("198.51.100.7")
        .doesNotContain("hunter2");
  }

  private static ErrorCode refusal(ServerRig rig, ClientAddress address) {
    TestClient client = rig.connect(address);
    client.frame(new ClientFrame.Hello(1, Optional.empty(), Optional.empty()));
    return client.fatal();
  }

  private static Participant updated(TestClient client) {
    return ((ServerMessage.ParticipantUpdated) client.lastMessage()).participant();
  }
}
