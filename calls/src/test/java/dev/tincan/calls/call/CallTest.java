package dev.tincan.calls.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tincan.calls.session.ParticipantId;
import dev.tincan.testkit.Seeds;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class CallTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private final Call call = Call.named(new CallName("tea"), Admission.OPEN, 5);
  private final Participant ana = participant(1);
  private final Participant ben = participant(2);

  @Test
  void itsStateFollowsWhoIsInside() {
    assertThat(call.state()).isEqualTo(new CallState.Open(5));
    assertThat(call.deadlineNanos()).hasValue(5);
    call.join(ana, Optional.empty(), NOW);
    assertThat(call.state()).isEqualTo(new CallState.Waiting());
    assertThat(call.deadlineNanos()).isEmpty();
    call.join(ben, Optional.empty(), NOW);
    assertThat(call.state()).isEqualTo(new CallState.Live());
    call.leave(ana.id(), 7, NOW);
    assertThat(call.state()).isEqualTo(new CallState.Waiting());
    call.leave(ben.id(), 8, NOW);
    assertThat(call.state()).isEqualTo(new CallState.Lingering(8));
    assertThat(call.deadlineNanos()).hasValue(8);
    var over = new CallState.Ended(EndReason.EMPTY, NOW);
    call.end(over);
    assertThat(call.state()).isEqualTo(over);
    assertThat(call.deadlineNanos()).isEmpty();
    assertThat(call.toString()).doesNotContain("tea");
  }

  @Test
  void whatCannotHappenIsRefused() {
    call.join(ana, Optional.empty(), NOW);
    assertThatThrownBy(() -> call.join(ana, Optional.empty(), NOW))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> call.leave(ben.id(), 1, NOW))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> call.update(ben)).isInstanceOf(IllegalStateException.class);
    call.end(new CallState.Ended(EndReason.HOST, NOW));
    assertThatThrownBy(() -> call.join(ben, Optional.empty(), NOW))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void onlyACallWithAnIdIsStored() {
    assertThat(call.toStore()).isEmpty();
    assertThat(call.link(HostKey.random(Seeds.of(1)).secret())).isEmpty();
  }

  private static Participant participant(long seed) {
    var id = ParticipantId.random(Seeds.of(seed));
    return new Participant(id, "Ana", new Media(true, true), Role.GUEST, true);
  }
}
