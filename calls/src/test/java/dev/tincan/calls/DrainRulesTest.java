package dev.tincan.calls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tincan.calls.call.Admission;
import dev.tincan.calls.call.CallId;
import dev.tincan.calls.call.CallRef;
import dev.tincan.calls.call.EndReason;
import dev.tincan.calls.call.NewCall;
import dev.tincan.calls.call.Plan;
import dev.tincan.calls.message.ClientMessage;
import dev.tincan.calls.message.ErrorCode;
import dev.tincan.calls.message.ServerMessage;
import dev.tincan.calls.session.ParticipantId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What whoever looks after the server sees of calls, and does to them: [S130].
final class DrainRulesTest {
  private final ServerRig rig = new ServerRig();

  @Test
  void s130_aDrainedCallLetsNobodyNewInAndEndsWithTheLastOne() {
    TestClient ana = rig.open();
    CallId id = ana.create().call();
    ana.join(id.value());
    assertThat(drain(id)).isTrue();
    assertThat(rig.open().refused(TestClient.joining(id.value()))).isEqualTo(ErrorCode.CALL_LOCKED);
    assertThat(rig.server.overview(1)).singleElement().matches(CallOverview::draining);
    assertThat(rig.ended).doesNotContainKey(id);
    ana.send(new ClientMessage.LeaveCall());
    assertThat(rig.endReason(id)).isEqualTo(EndReason.EMPTY);
    assertThat(rig.server.callRefs()).isEmpty();
  }

  @Test
  void s130_whoIsInsideADrainedCallStaysInsideOverALostConnection() {
    TestClient ana = rig.open();
    TestClient ben = rig.open();
    ana.join("tea");
    ben.join("tea");
    drain(CallRef.parse("tea").orElseThrow());
    assertThat(ben.ask(TestClient.joining("tea"), ServerMessage.CallJoined.class)).isNotNull();
  }

  @Test
  void s130_whoKnocksAtADrainedCallIsTurnedAway() {
    TestClient ana = rig.open();
    var admission = new Admission(true, false, Optional.empty());
    var plan =
        new Plan(Optional.empty(), Optional.empty(), admission, Optional.empty(), Optional.empty());
    NewCall made = rig.server.drawCall(plan, Optional.empty(), rig.now()).orElseThrow();
    rig.server.addCall(made.stored(), rig.now(), rig);
    CallId call = made.stored().id();
    ana.join(call, made.hostKey());
    TestClient ben = rig.open();
    ben.send(TestClient.joining(call.value()));
    drain(call);
    assertThat(ben.lastMessage())
        .isInstanceOfSatisfying(
            ServerMessage.ErrorAnswer.class,
            error -> assertThat(error.code()).isEqualTo(ErrorCode.CALL_LOCKED));
    assertThat(ana.refused(new ClientMessage.HostAct.Admit(ben.id())))
        .isEqualTo(ErrorCode.PARTICIPANT_NOT_FOUND);
  }

  @Test
  void s130_anEmptyCallThatIsDrainedIsOverAtOnce() {
    CallId id = rig.open().create().call();
    assertThat(drain(id)).isTrue();
    assertThat(rig.endReason(id)).isEqualTo(EndReason.EMPTY);
    assertThat(drain(id)).isFalse();
  }

  @Test
  void theOverviewTellsOfCallsWithPeopleFirstThenOfTheNewest() {
    TestClient ana = rig.open();
    CallId first = ana.create().call();
    CallId second = ana.create().call();
    ana.join("tea");
    List<CallOverview> all = rig.server.overview(10);
    assertThat(all)
        .extracting(CallOverview::ref)
        .containsExactly(CallRef.parse("tea").orElseThrow(), second, first);
    assertThat(all.getFirst().inside())
        .singleElement()
        .satisfies(inside -> {
          ParticipantId id = inside.participant().id();
          assertThat(id).isEqualTo(ana.id());
          assertThat(inside.stay().participant()).isEqualTo(id);
        });
    assertThat(rig.server.overview(2)).hasSize(2);
  }

  private boolean drain(CallRef call) {
    return rig.server.drainCall(call, rig.now(), rig);
  }
}
