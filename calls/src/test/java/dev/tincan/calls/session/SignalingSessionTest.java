package dev.tincan.calls.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tincan.testkit.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class SignalingSessionTest {

  private static final ConnectionId CONNECTION = new ConnectionId(1);

  private final SignalingSession<String> session = session(4);

  @Test
  void s7_aNumberIsNextRepeatedOrAGap() {
    assertThat(session.place(1)).isEqualTo(Inbound.NEXT);
    session.accept(1, 10);
    assertThat(session.place(1)).isEqualTo(Inbound.REPEATED);
    assertThat(session.place(2)).isEqualTo(Inbound.NEXT);
    assertThat(session.place(3)).isEqualTo(Inbound.GAP);
    assertThatThrownBy(() -> session.accept(3, 10)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void s6_anAckIsOwedFromTheFirstEnvelopeUntilItIsTaken() {
    assertThat(session.ackDeadlineNanos()).isEmpty();
    session.accept(1, 10);
    session.accept(2, 20);
    assertThat(session.ackDeadlineNanos()).hasValue(10);
    assertThat(session.takeAck()).isEqualTo(2);
    assertThat(session.ackDeadlineNanos()).isEmpty();
  }

  @Test
  void s12_aSessionGoesOnWhereTheClientStopped() {
    session.append("a");
    session.append("b");
    session.append("c");
    session.detach(99);
    assertThat(session.state()).isEqualTo(new SessionState.Detached(99));
    assertThat(resume(session, 1))
        .isEqualTo(
            new Resumption.Repeat<>(List.of(new Numbered<>(2, "b"), new Numbered<>(3, "c"))));
    assertThat(session.state()).isEqualTo(new SessionState.Attached(CONNECTION));
    assertThat(resume(session, 4)).isEqualTo(new Resumption.Impossible<>());
  }

  @Test
  void impossibleNumbersAreRefused() {
    assertThatThrownBy(() -> new Numbered<>(0, "x")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> session(0)).isInstanceOf(IllegalArgumentException.class);
    assertThat(session.onAck(1)).isFalse();
  }

  /// Against a model that remembers everything: a resume repeats exactly what is missing, or gives
  /// a snapshot and only if something that is missing was dropped.
  @Test
  void s12_resumeAgreesWithAModelThatForgetsNothing() {
    Seeds.forEach(
        300,
        random -> {
          int max = 1 + random.nextInt(8);
          SignalingSession<String> tested = session(max);
          var everything = new TreeMap<Long, String>();
          long received = 0;
          for (int i = 0; i < 60; i++) {
            long sent = everything.size();
            switch (random.nextInt(4)) {
              case 0, 1 -> {
                String text = "m" + i;
                everything.put(tested.append(text).seq(), text);
              }
              case 2 -> {
                received = received + random.nextLong(sent - received + 1);
                assertThat(tested.onAck(received)).isTrue();
              }
              default -> {
                received = received + random.nextLong(sent - received + 1);
                switch (resume(tested, received)) {
                  case Resumption.Repeat<String>(List<Numbered<String>> messages) -> {
                    List<Numbered<String>> expected = new ArrayList<>();
                    everything
                        .tailMap(received, false)
                        .forEach((seq, text) -> expected.add(new Numbered<>(seq, text)));
                    assertThat(messages).isEqualTo(expected);
                  }
                  case Resumption.Snapshot<String>(long seq, var messages) -> {
                    assertThat(messages).isEmpty();
                    assertThat(seq).isEqualTo(sent);
                    assertThat(sent - received).isGreaterThan(0);
                    received = seq;
                  }
                  case Resumption.Impossible<String> _ -> throw new AssertionError("Impossible");
                }
              }
            }
            assertThat(tested.outboxSize()).isLessThanOrEqualTo(max);
          }
        });
  }

  @Test
  void s33_afterARestartTheClientKnowsHowFarBothAre() {
    SignalingSession<String> restored =
        SignalingSession.restored(
            ParticipantId.random(Seeds.of(1)), Secret.random(Seeds.of(2)).hash(), 8, 99);
    restored.append("state");
    restored.append("signal");
    assertThat(restored.resume(CONNECTION, 12, 7, false, "signal"::equals))
        .isEqualTo(new Resumption.Snapshot<>(12, List.of(new Numbered<>(13, "signal"))));
    assertThat(restored.place(7)).isEqualTo(Inbound.REPEATED);
    assertThat(restored.place(8)).isEqualTo(Inbound.NEXT);
    assertThat(restored.resume(CONNECTION, 12, 7, false, "signal"::equals))
        .as("the snapshot did not get through")
        .isEqualTo(new Resumption.Snapshot<>(12, List.of(new Numbered<>(13, "signal"))));
    assertThat(restored.onAck(12)).isTrue();
    assertThat(restored.append("next").seq()).isEqualTo(14);
    assertThat(resume(restored, 20)).isEqualTo(new Resumption.Impossible<>());
  }

  @Test
  void s36_aPageThatRemembersNothingGetsASnapshot() {
    session.append("a");
    assertThat(session.resume(CONNECTION, 0, 0, true, _ -> true))
        .isEqualTo(new Resumption.Snapshot<>(1, List.of()));
    assertThat(session.outboxSize()).isZero();
  }

  private static Resumption<String> resume(SignalingSession<String> session, long lastSeq) {
    return session.resume(CONNECTION, lastSeq, 0, false, _ -> false);
  }

  private static SignalingSession<String> session(int outbox) {
    return new SignalingSession<>(
        ParticipantId.random(Seeds.of(1)), Secret.random(Seeds.of(2)).hash(), CONNECTION, outbox);
  }
}
