package dev.tincan.calls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tincan.calls.call.LeaveReason;
import dev.tincan.calls.call.Participant;
import dev.tincan.calls.call.Role;
import dev.tincan.calls.message.CallView;
import dev.tincan.calls.message.ClientFrame;
import dev.tincan.calls.message.ClientMessage;
import dev.tincan.calls.message.ErrorCode;
import dev.tincan.calls.message.ServerFrame;
import dev.tincan.calls.message.ServerMessage;
import dev.tincan.calls.message.Signal;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What a killed server still knows when it is back [S33], [S34].
final class RestartRulesTest {

  private static final Signal OFFER = new Signal(Signal.Kind.CREATE_OFFER, "v=0");

  private final ServerRig rig = new ServerRig();

  @Test
  void s33_everybodyIsWhereTheyWereUnderTheSameIds() {
    TestClient ana = rig.open();
    TestClient ben = rig.open();
    ServerMessage.CallCreated created = ana.create();
    ana.join(created.call(), created.hostKey());
    ben.join(created.call().value());
    ServerRig restarted = rig.killed();
    TestClient anaBack = ana.resumeAt(restarted);
    TestClient benBack = ben.resumeAt(restarted);

    ServerFrame.Welcome welcome = anaBack.only(ServerFrame.Welcome.class);
    assertThat(welcome.session().resumed()).isTrue();
    assertThat(welcome.session().participant()).isEqualTo(ana.id());
    assertThat(welcome.session().instance())
        .isNotEqualTo(ana.only(ServerFrame.Welcome.class).session().instance());
    assertThat(welcome.snapshot().orElseThrow().seq()).isEqualTo(ana.lastSeen());
    CallView view = welcome.snapshot().orElseThrow().call().orElseThrow();
    assertThat(view.role()).isEqualTo(Role.HOST);
    assertThat(view.participants()).extracting(Participant::id).containsExactly(ana.id(), ben.id());
    assertThat(anaBack.messages()).isEmpty();
    assertThat(benBack.messages()).isEmpty();
    restarted.pass(Duration.ofSeconds(14));
    assertThat(anaBack.messages()).isEmpty();
  }

  @Test
  void s33_aCallByAChosenNameIsThereAgain() {
    TestClient ana = rig.open();
    ana.join("tea");
    ServerRig restarted = rig.killed();
    TestClient cara = restarted.open();
    assertThat(cara.join("tea").view().participants()).hasSize(1);
  }

  @Test
  void s33_whoDoesNotComeBackIsLostAfterTheGrace() {
    TestClient ana = rig.open();
    TestClient ben = rig.open();
    ana.join("tea");
    ben.join("tea");
    ServerRig restarted = rig.killed();
    TestClient back = ben.resumeAt(restarted);
    restarted.pass(Duration.ofSeconds(10));
    back.frame(new ClientFrame.Ping());
    restarted.pass(Duration.ofSeconds(11));
    assertThat(back.messages())
        .hasSize(2)
        .endsWith(new ServerMessage.ParticipantLeft(ana.id(), LeaveReason.LOST));
    assertThat(restarted.storedParticipants).containsOnlyKeys(ben.id());
  }

  @Test
  void s33_whatOneSaysBeforeTheOtherIsBackIsKept() {
    TestClient ana = rig.open();
    TestClient ben = rig.open();
    ana.join("tea");
    ben.join("tea");
    ServerRig restarted = rig.killed();
    TestClient benBack = ben.resumeAt(restarted);
    benBack.send(new ClientMessage.SignalTo(ana.id(), OFFER));
    benBack.send(new ClientMessage.UpdateParticipant(Optional.of("Benno"), Optional.empty()));
    TestClient anaBack = ana.resumeAt(restarted);
    assertThat(anaBack.envelopes()).hasSize(1);
    assertThat(anaBack.envelopes().getFirst().seq()).isEqualTo(ana.lastSeen() + 1);
    assertThat(anaBack.lastMessage()).isEqualTo(new ServerMessage.SignalFrom(ben.id(), OFFER));
    CallView view =
        anaBack.only(ServerFrame.Welcome.class).snapshot().orElseThrow().call().orElseThrow();
    assertThat(view.participants()).extracting(Participant::name).contains("Benno");
  }

  @Test
  void s33_aRequestThatIsMadeAgainIsAnsweredAsBefore() {
    TestClient ana = rig.open();
    ana.join("tea");
    ServerMessage.CallJoined again = ana.join("tea");
    assertThat(again.view().participants()).isEmpty();
    assertThat(ana.refused(TestClient.joining("coffee"))).isEqualTo(ErrorCode.CALL_ALREADY_JOINED);
  }

  @Test
  void s33_whoLeftIsNotBack() {
    TestClient ana = rig.open();
    TestClient ben = rig.open();
    ana.join("tea");
    ben.join("tea");
    ana.send(new ClientMessage.LeaveCall());
    ben.frame(new ClientFrame.Bye());
    assertThat(rig.storedParticipants).isEmpty();
    ServerRig restarted = rig.killed();
    assertThat(ana.resumeAt(restarted).only(ServerFrame.Welcome.class).session().resumed())
        .isFalse();
  }

  @Test
  void s33_aCallThatEndedTakesItsPeopleWithIt() {
    TestClient ana = rig.open();
    ServerMessage.CallCreated created = ana.create();
    ana.join(created.call(), created.hostKey());
    var before = rig.storedParticipants.get(ana.id());
    ana.send(new ClientMessage.EndCall());
    assertThat(rig.storedParticipants).isEmpty();
    rig.storedParticipants.put(ana.id(), before);
    rig.stored.remove(created.call());
    ServerRig restarted = rig.killed();
    assertThat(ana.resumeAt(restarted).only(ServerFrame.Welcome.class).session().resumed())
        .isFalse();
  }
}
