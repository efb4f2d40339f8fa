package dev.tincan.calls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tincan.calls.call.Admission;
import dev.tincan.calls.call.EndReason;
import dev.tincan.calls.call.LeaveReason;
import dev.tincan.calls.call.Media;
import dev.tincan.calls.call.MediaKind;
import dev.tincan.calls.call.NewCall;
import dev.tincan.calls.call.Participant;
import dev.tincan.calls.call.Plan;
import dev.tincan.calls.call.Role;
import dev.tincan.calls.message.ClientFrame;
import dev.tincan.calls.message.ClientMessage;
import dev.tincan.calls.message.ClientMessage.HostAct;
import dev.tincan.calls.message.ErrorCode;
import dev.tincan.calls.message.Knocker;
import dev.tincan.calls.message.ServerMessage;
import dev.tincan.calls.message.Signal;
import dev.tincan.calls.session.ParticipantId;
import dev.tincan.testkit.Seeds;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What hosts do, and what nobody else can: [S100]-[S110].
final class HostRulesTest {

  private static final ClientAddress ELSEWHERE = new ClientAddress("203.0.113.9");
  private static final ParticipantId NOBODY = ParticipantId.random(Seeds.of(99));

  private ServerRig rig = new ServerRig();

  /// Every act, of the host on somebody.
  static List<HostAct> acts() {
    return acts(NOBODY);
  }

  private static List<HostAct> acts(ParticipantId whom) {
    return List.of(
        new HostAct.Admit(whom),
        new HostAct.Deny(whom),
        new HostAct.AdmitAll(),
        new HostAct.Mute(whom, MediaKind.AUDIO),
        new HostAct.Mute(whom, MediaKind.VIDEO),
        new HostAct.Mute(whom, MediaKind.SHARE),
        new HostAct.Remove(whom, false),
        new HostAct.Remove(whom, true),
        new HostAct.Lock(true),
        new HostAct.Lock(false),
        new HostAct.SetRole(whom, Role.HOST),
        new HostAct.SetRole(whom, Role.GUEST));
  }

  @ParameterizedTest
  @MethodSource("acts")
  void s101_nobodyOutsideOfACallActsInOne(HostAct act) {
    TestClient cara = rig.open();
    assertThat(cara.refused(act)).isEqualTo(ErrorCode.CALL_NOT_JOINED);
  }

  @Test
  void s101_aGuestCanDoNothingOfIt() {
    var call = new Meeting(false);
    TestClient ben = call.guest("Ben");
    for (HostAct act : acts(call.host.id())) {
      assertThat(ben.refused(act)).as("%s", act).isEqualTo(ErrorCode.CALL_NOT_HOST);
    }
    assertThat(ben.refused(new HostAct.SetRole(ben.id(), Role.HOST)))
        .isEqualTo(ErrorCode.CALL_NOT_HOST);
    assertThat(call.host.messages()).hasSize(2); // That it joined, and Ben.
  }

  @Test
  void s101_whoWasRemovedCanDoNothingEvenAsAHost() {
    var call = new Meeting(false);
    TestClient ben = call.guest("Ben");
    call.does(new HostAct.SetRole(ben.id(), Role.HOST));
    call.does(new HostAct.Remove(ben.id(), false));
    for (HostAct act : acts(call.host.id())) {
      assertThat(ben.refused(act)).as("%s", act).isEqualTo(ErrorCode.CALL_NOT_JOINED);
    }
  }

  @Test
  void s101_aHostOfOneCallIsNobodyInAnother() {
    var mine = new Meeting(false);
    var other = new Meeting(true);
    TestClient ben = other.guest("Ben", ServerMessage.JoinPending.class);
    for (HostAct act :
        List.of(
            new HostAct.Admit(ben.id()),
            new HostAct.Deny(ben.id()),
            new HostAct.Mute(other.host.id(), MediaKind.AUDIO),
            new HostAct.Remove(other.host.id(), true),
            new HostAct.SetRole(other.host.id(), Role.GUEST))) {
      assertThat(mine.host.refused(act)).isEqualTo(ErrorCode.PARTICIPANT_NOT_FOUND);
    }
    mine.does(new HostAct.AdmitAll());
    assertThat(ben.lastMessage()).isInstanceOf(ServerMessage.JoinPending.class);
  }

  @Test
  void s102_whoKnocksWaitsAndLearnsNothing() {
    var call = new Meeting(true);
    TestClient ben = rig.open();
    var found = ben.ask(new ClientMessage.LookUpCall(call.id()), ServerMessage.CallFound.class);
    assertThat(found.names()).isEmpty();
    ben.ask(joining(call, "Ben"), ServerMessage.JoinPending.class);
    assertThat(ben.messages()).hasSize(2);
    var offer = new Signal(Signal.Kind.CREATE_OFFER, "v=0");
    assertThat(ben.refused(new ClientMessage.SignalTo(call.host.id(), offer)))
        .isEqualTo(ErrorCode.PARTICIPANT_NOT_FOUND);
    assertThat(call.host.refused(new ClientMessage.SignalTo(ben.id(), offer)))
        .isEqualTo(ErrorCode.PARTICIPANT_NOT_FOUND);
    assertThat(rig.addressesSignaled).isEmpty();
    assertThat(rig.storedParticipants).doesNotContainKey(ben.id());
  }

  @Test
  void s102_hostsAreToldAndLetIn() {
    var call = new Meeting(true);
    TestClient ben = call.guest("Ben", ServerMessage.JoinPending.class);
    assertThat(call.host.lastMessage())
        .isEqualTo(new ServerMessage.Knocked(new Knocker(ben.id(), "Ben")));
    call.does(new HostAct.Admit(ben.id()));
    assertThat(ben.lastMessage()).isInstanceOf(ServerMessage.CallJoined.class);
    assertThat(ben.envelopes().getLast().re()).isEmpty();
    assertThat(call.host.messages())
        .endsWith(
            new ServerMessage.KnockEnded(ben.id()),
            new ServerMessage.ParticipantJoined(
                new Participant(ben.id(), "Ben", TestClient.MEDIA, Role.GUEST, true)));
    assertThat(call.host.refused(new HostAct.Admit(ben.id())))
        .isEqualTo(ErrorCode.PARTICIPANT_NOT_FOUND);
  }

  @Test
  void s102_guestsAreNotToldWhoKnocks() {
    var call = new Meeting(true);
    TestClient ben = call.guest("Ben", ServerMessage.JoinPending.class);
    call.does(new HostAct.Admit(ben.id()));
    int before = ben.messages().size();
    call.guest("Cara", ServerMessage.JoinPending.class);
    assertThat(ben.messages()).hasSize(before);
    assertThat(resumed(ben).lastMessage()).isNotInstanceOf(ServerMessage.Knocked.class);
  }

  @Test
  void s102_allAreLetInInTheOrderTheyCameUntilTheCallIsFull() {
    rig = new ServerRig(CallLimits.defaults().withSizes(ServerRig.sizes(3, 10, 20, 256)));
    var call = new Meeting(true);
    TestClient ben = call.guest("Ben", ELSEWHERE, ServerMessage.JoinPending.class);
    TestClient cara = call.guest("Cara", ELSEWHERE, ServerMessage.JoinPending.class);
    TestClient dan = call.guest("Dan", ELSEWHERE, ServerMessage.JoinPending.class);
    assertThat(call.host.refused(new HostAct.AdmitAll())).isEqualTo(ErrorCode.CALL_FULL);
    assertThat(ben.messages()).hasSize(3); // Pending, joined, Cara.
    assertThat(cara.lastMessage()).isInstanceOf(ServerMessage.CallJoined.class);
    assertThat(dan.lastMessage()).isInstanceOf(ServerMessage.JoinPending.class);
  }

  @Test
  void s102_whoIsDeniedMayAskAgainButNotForever() {
    var call = new Meeting(true);
    TestClient ben = call.guest("Ben", ServerMessage.JoinPending.class);
    for (int denied = 1; denied <= Door.DENIALS_MAX; denied++) {
      call.does(new HostAct.Deny(ben.id()));
      assertThat(code(ben.lastMessage())).isEqualTo(ErrorCode.CALL_DENIED);
      ben.send(joining(call, "Ben"));
    }
    assertThat(code(ben.lastMessage())).isEqualTo(ErrorCode.CALL_DENIED);
    assertThat(call.host.lastMessage()).isEqualTo(new ServerMessage.KnockEnded(ben.id()));
  }

  @Test
  void s102_aKnockEndsWithItsSessionAndWithWithdrawal() {
    var call = new Meeting(true);
    TestClient ben = call.guest("Ben", ServerMessage.JoinPending.class);
    ben.send(new ClientMessage.LeaveCall());
    assertThat(call.host.lastMessage()).isEqualTo(new ServerMessage.KnockEnded(ben.id()));
    TestClient cara = call.guest("Cara", ServerMessage.JoinPending.class);
    cara.frame(new ClientFrame.Bye());
    assertThat(call.host.lastMessage()).isEqualTo(new ServerMessage.KnockEnded(cara.id()));
  }

  @Test
  void s102_aKnockHasADeadline() {
    var call = new Meeting(true);
    TestClient ben = call.guest("Ben", ServerMessage.JoinPending.class);
    ben.disconnect();
    call.host.disconnect();
    Duration before = Lobby.KNOCK_LIFETIME.minusSeconds(1);
    for (Duration passed = Duration.ZERO;
        passed.compareTo(before) < 0;
        passed = passed.plusSeconds(10)) {
      ben = ben.resume();
      ben.disconnect();
      call.host = call.host.resume();
      call.host.disconnect();
      rig.pass(Duration.ofSeconds(10));
    }
    ben = ben.resume();
    assertThat(code(ben.lastMessage())).isEqualTo(ErrorCode.CALL_KNOCK_EXPIRED);
  }

  @Test
  void s102_oneAddressCannotFillTheDoor() {
    rig = new ServerRig(manySessions());
    var call = new Meeting(true);
    for (int i = 0; i < Door.KNOCKS_PER_ADDRESS_MAX; i++) {
      call.guest("Ben", ELSEWHERE, ServerMessage.JoinPending.class);
    }
    TestClient next = rig.connect(ELSEWHERE);
    next.hello();
    assertThat(next.refused(joining(call, "Ben"))).isEqualTo(ErrorCode.CALL_LOBBY_FULL);
    call.guest("Cara", ServerMessage.JoinPending.class);
  }

  @Test
  void s102_whoBecomesAHostSeesWhoWaits() {
    var call = new Meeting(true);
    TestClient ben = call.guest("Ben", ServerMessage.JoinPending.class);
    call.does(new HostAct.Admit(ben.id()));
    TestClient cara = call.guest("Cara", ServerMessage.JoinPending.class);
    call.does(new HostAct.SetRole(ben.id(), Role.HOST));
    assertThat(ben.lastMessage())
        .isEqualTo(new ServerMessage.Knocked(new Knocker(cara.id(), "Cara")));
    ben.send(new HostAct.Admit(cara.id()));
    assertThat(cara.lastMessage()).isInstanceOf(ServerMessage.CallJoined.class);
  }

  @Test
  void s102_theEndOfTheCallIsToldToWhoWaits() {
    var call = new Meeting(true);
    TestClient ben = call.guest("Ben", ServerMessage.JoinPending.class);
    call.host.send(new ClientMessage.EndCall());
    assertThat(ben.lastMessage())
        .isEqualTo(new ServerMessage.CallEnded(call.made.stored().id(), EndReason.HOST));
    assertThat(ben.refused(joining(call, "Ben"))).isEqualTo(ErrorCode.CALL_ENDED);
  }

  @Test
  void s104_whatAHostStopsIsMarkedUntilItIsBegunAgain() {
    var call = new Meeting(false);
    TestClient ben = call.guest("Ben");
    TestClient cara = call.guest("Cara");
    call.does(new HostAct.Mute(ben.id(), MediaKind.AUDIO));
    assertThat(ben.lastMessage())
        .isEqualTo(new ServerMessage.Muted(call.host.id(), MediaKind.AUDIO));
    Participant stopped = updated(cara);
    assertThat(stopped.stopped()).containsExactly(MediaKind.AUDIO);
    assertThat(stopped.media()).isEqualTo(new Media(false, false));
    int before = ben.messages().size();
    call.does(new HostAct.Mute(ben.id(), MediaKind.AUDIO));
    assertThat(ben.messages()).as("told once").hasSize(before);
    ben.send(update(new Media(false, true)));
    assertThat(updated(cara).stopped()).containsExactly(MediaKind.AUDIO);
    ben.send(update(new Media(true, true)));
    assertThat(updated(cara).stopped()).isEmpty();
  }

  @Test
  void s104_aShareThatWasStoppedStaysStoppedUntilItsOwnerSharesAgain() {
    var call = new Meeting(false);
    TestClient ben = call.guest("Ben");
    call.does(new HostAct.Mute(ben.id(), MediaKind.SHARE));
    ben.send(update(new Media(true, true)));
    assertThat(updated(call.host).stopped()).containsExactly(MediaKind.SHARE);
    ben.send(new ClientMessage.UpdateParticipant(Optional.empty(), Optional.empty(), true));
    assertThat(updated(call.host).stopped()).isEmpty();
  }

  @Test
  void s105_whoIsRemovedIsOutAtOnceAndTheCredentialsWithThem() {
    var call = new Meeting(false);
    TestClient ben = call.guest("Ben");
    TestClient cara = call.guest("Cara");
    var stay = rig.stays.stream().filter(s -> s.participant().equals(ben.id())).findFirst();
    call.does(new HostAct.Remove(ben.id(), false));
    assertThat(ben.messages()).contains(new ServerMessage.Removed(call.made.stored().id(), false));
    assertThat(cara.lastMessage())
        .isEqualTo(new ServerMessage.ParticipantLeft(ben.id(), LeaveReason.REMOVED));
    assertThat(rig.revoked).containsExactly(stay.orElseThrow());
    assertThat(rig.storedParticipants).doesNotContainKey(ben.id());
    TestClient again = ben.resume();
    assertThat(again.refused(update(new Media(true, true)))).isEqualTo(ErrorCode.CALL_NOT_JOINED);
  }

  @Test
  void s105_whoWasRemovedHasToKnock() {
    var call = new Meeting(false);
    TestClient ben = call.guest("Ben");
    call.does(new HostAct.Remove(ben.id(), false));
    ben.ask(joining(call, "Ben"), ServerMessage.JoinPending.class);
    call.does(new HostAct.Admit(ben.id()));
    assertThat(ben.lastMessage()).isInstanceOf(ServerMessage.CallJoined.class);
  }

  @Test
  void s106_whoIsBlockedIsKnownBySessionAndByAddressWithName() {
    var call = new Meeting(false);
    TestClient ben = call.guest("Ben", ELSEWHERE, ServerMessage.CallJoined.class);
    call.does(new HostAct.Remove(ben.id(), true));
    assertThat(ben.refused(joining(call, "Somebody"))).isEqualTo(ErrorCode.CALL_BLOCKED);
    TestClient again = rig.connect(ELSEWHERE);
    again.hello();
    assertThat(again.refused(joining(call, " bEN "))).isEqualTo(ErrorCode.CALL_BLOCKED);
    again.ask(joining(call, "Cara"), ServerMessage.JoinPending.class);
    call.guest("Ben");
    TestClient elsewhere = rig.connect(ELSEWHERE);
    elsewhere.hello();
    var other = new Meeting(false);
    elsewhere.ask(joining(other, "Ben"), ServerMessage.CallJoined.class);
  }

  @Test
  void s107_aHostsKeyOpensEveryDoor() {
    var call = new Meeting(true);
    call.does(new HostAct.Lock(true));
    TestClient ben = rig.open();
    ben.join(call.made.stored().id(), call.made.hostKey());
    call.does(new HostAct.Remove(ben.id(), true));
    ben.join(call.made.stored().id(), call.made.hostKey());
  }

  @Test
  void s108_aLockedCallLetsNobodyInButWhomAHostAdmits() {
    var call = new Meeting(true);
    TestClient ben = call.guest("Ben", ServerMessage.JoinPending.class);
    call.does(new HostAct.Lock(true));
    assertThat(call.host.lastMessage())
        .isEqualTo(new ServerMessage.CallUpdated(call.made.stored().id(), true));
    TestClient cara = rig.open();
    assertThat(cara.refused(joining(call, "Cara"))).isEqualTo(ErrorCode.CALL_LOCKED);
    call.does(new HostAct.Admit(ben.id()));
    assertThat(((ServerMessage.CallJoined) ben.lastMessage()).view().locked()).isTrue();
    call.does(new HostAct.Lock(false));
    cara.ask(joining(call, "Cara"), ServerMessage.JoinPending.class);
  }

  @Test
  void s109_lockAndBlocksSurviveARestart() {
    var call = new Meeting(false);
    TestClient ben = call.guest("Ben", ELSEWHERE, ServerMessage.CallJoined.class);
    call.does(new HostAct.Remove(ben.id(), true));
    ServerRig unlocked = rig.killed();
    TestClient back = unlocked.connect(ELSEWHERE);
    back.hello();
    assertThat(back.refused(joining(call, "ben"))).isEqualTo(ErrorCode.CALL_BLOCKED);
    assertThat(ben.resumeAt(unlocked).frames().toString()).contains("resumed=false");
    call.does(new HostAct.Lock(true));
    ServerRig locked = rig.killed();
    assertThat(locked.open().refused(joining(call, "Cara"))).isEqualTo(ErrorCode.CALL_LOCKED);
    call.host.send(new ClientMessage.EndCall());
    assertThat(rig.storedDoors).isEmpty();
  }

  @Test
  void s110_theHostRoleIsSharedAndHandedOver() {
    var call = new Meeting(false);
    TestClient ben = call.guest("Ben");
    assertThat(call.host.refused(new HostAct.SetRole(call.host.id(), Role.GUEST)))
        .isEqualTo(ErrorCode.CALL_LAST_HOST);
    call.does(new HostAct.SetRole(ben.id(), Role.HOST));
    assertThat(updated(ben).isHost()).isTrue();
    assertThat(updated(call.host).isHost()).isTrue();
    call.does(new HostAct.SetRole(call.host.id(), Role.GUEST));
    assertThat(updated(ben).id()).isEqualTo(call.host.id());
    assertThat(call.host.refused(new ClientMessage.EndCall())).isEqualTo(ErrorCode.CALL_NOT_HOST);
    ServerRig restarted = rig.killed();
    TestClient back = ben.resumeAt(restarted);
    back.ask(new ClientMessage.EndCall(), ServerMessage.CallEnded.class);
  }

  @Test
  void s7_anActThatIsRepeatedIsDoneOnce() {
    var call = new Meeting(true);
    TestClient ben = call.guest("Ben", ServerMessage.JoinPending.class);
    var admit = new HostAct.Admit(ben.id());
    call.does(admit);
    int told = call.host.messages().size();
    call.host.send(call.host.seq, admit);
    assertThat(call.host.messages()).hasSize(told);
  }

  private static CallLimits manySessions() {
    CallLimits.Sizes d = CallLimits.Sizes.defaults();
    return CallLimits.defaults().withSizes(d);
  }

  private static TestClient resumed(TestClient client) {
    client.disconnect();
    return client.resume(0);
  }

  private static ClientMessage update(Media media) {
    return new ClientMessage.UpdateParticipant(Optional.empty(), Optional.of(media));
  }

  private static Participant updated(TestClient client) {
    return client.messages().stream()
        .filter(ServerMessage.ParticipantUpdated.class::isInstance)
        .map(ServerMessage.ParticipantUpdated.class::cast)
        .reduce((_, last) -> last)
        .orElseThrow()
        .participant();
  }

  private static ErrorCode code(ServerMessage message) {
    return ((ServerMessage.ErrorAnswer) message).code();
  }

  private static ClientMessage joining(Meeting call, String name) {
    return new ClientMessage.JoinCall(call.id(), name, TestClient.MEDIA, Optional.empty());
  }

  /// A call with its host inside.
  private final class Meeting {
    final NewCall made;
    TestClient host;

    Meeting(boolean lobby) {
      var admission = new Admission(lobby, false, Optional.empty());
      var plan =
          new Plan(
              Optional.empty(), Optional.empty(), admission, Optional.empty(), Optional.empty());
      made = rig.server.drawCall(plan, Optional.empty(), rig.now()).orElseThrow();
      rig.stored.put(made.stored().id(), made.stored());
      rig.server.addCall(made.stored(), rig.now(), rig);
      host = rig.open();
      host.join(made.stored().id(), made.hostKey());
    }

    String id() {
      return made.stored().id().value();
    }

    void does(HostAct act) {
      int errors = errors();
      host.send(act);
      assertThat(errors()).as("%s was refused", act).isEqualTo(errors);
    }

    TestClient guest(String name) {
      return guest(name, ServerMessage.CallJoined.class);
    }

    TestClient guest(String name, Class<? extends ServerMessage> answer) {
      return guest(name, ServerRig.ADDRESS, answer);
    }

    TestClient guest(String name, ClientAddress from, Class<? extends ServerMessage> answer) {
      TestClient guest = rig.connect(from);
      guest.hello();
      guest.ask(joining(this, name), answer);
      return guest;
    }

    private int errors() {
      return (int)
          host.messages().stream().filter(ServerMessage.ErrorAnswer.class::isInstance).count();
    }
  }
}
