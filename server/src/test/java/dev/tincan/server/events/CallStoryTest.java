package dev.tincan.server.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tincan.calls.CallEvent;
import dev.tincan.calls.call.Admission;
import dev.tincan.calls.call.CallId;
import dev.tincan.calls.call.EndReason;
import dev.tincan.calls.call.LeaveReason;
import dev.tincan.calls.call.Media;
import dev.tincan.calls.call.Participant;
import dev.tincan.calls.call.Plan;
import dev.tincan.calls.call.Recurrence;
import dev.tincan.calls.call.Role;
import dev.tincan.calls.call.Schedule;
import dev.tincan.calls.call.StoredCall;
import dev.tincan.calls.session.ParticipantId;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CallStoryTest {
  private static final CallId CALL = new CallId("aaaa-aaaaaa-aaaa");
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

  private final Participant ana = participant("Ana", 1);
  private final Participant ben = participant("Ben", 2);
  private final CallStory story = new CallStory(call());
  private final List<CallStory.Part> told = new ArrayList<>();

  @Test
  void aCallIsToldFromItsMakingToItsEnd() {
    whole();
    assertThat(told)
        .extracting(part -> part.type().wire())
        .containsExactly(
            "call.scheduled",
            "call.started",
            "participant.joined",
            "participant.joined",
            "participant.left",
            "participant.left",
            "call.ended");
    assertThat(told.get(2).data().at("/participant/name").asString()).isEqualTo("Ana");
    assertThat(told.get(2).data().at("/participant/role").asString()).isEqualTo("host");
    assertThat(told.get(4).data().path("staySeconds").asDouble()).isEqualTo(20.5);
    assertThat(told.get(5).data().path("reason").asString()).isEqualTo("call_ended");
    var end = told.getLast().data();
    assertThat(end.path("reason").asString()).isEqualTo("host");
    assertThat(end.path("durationSeconds").asDouble()).isEqualTo(60);
    assertThat(end.path("participantCount").asInt()).isEqualTo(2);
    assertThat(end.at("/participants/0/staySeconds").asDouble()).isEqualTo(60);
    assertThat(end.at("/participants/1/staySeconds").asDouble()).isEqualTo(20.5);
    assertThat(end.at("/call/startsAt").asString()).isEqualTo("2026-11-21T12:00:00Z");
  }

  @Test
  void theTimeOfLingeringDoesNotCount() {
    on(new CallEvent.ParticipantJoined(CALL, ana), 0);
    on(new CallEvent.ParticipantLeft(CALL, ana.id(), LeaveReason.LEFT), 30);
    on(new CallEvent.CallEnded(CALL, EndReason.EMPTY), 330);
    assertThat(told.getLast().data().path("durationSeconds").asDouble()).isEqualTo(30);
  }

  @Test
  void aRestartBeforeTheEndChangesNothingOfIt() {
    whole();
    CallStory.Part end = told.removeLast();
    var again = new CallStory(call());
    told.forEach(part -> again.remember(part.type(), part.at(), part.data()));
    assertThat(again.on(new CallEvent.CallOpened(CALL), end.at())).isEmpty();
    assertThat(again.on(new CallEvent.CallEnded(CALL, EndReason.HOST), end.at()))
        .extracting(CallStory.Part::data)
        .containsExactly(end.data());
  }

  @Test
  void nothingIsToldTwice() {
    whole();
    int before = told.size();
    on(new CallEvent.CallCreated(CALL), 100);
    on(new CallEvent.CallEnded(CALL, EndReason.HOST), 100);
    assertThat(told).hasSize(before);
  }

  @Test
  void aCallThatComesAgainIsToldAgain() {
    whole();
    told.clear();
    on(new CallEvent.CallScheduled(CALL, NOON.plus(Duration.ofDays(7))), 60);
    on(new CallEvent.ParticipantJoined(CALL, ben), 1_000);
    on(new CallEvent.CallEnded(CALL, EndReason.HOST), 1_010);
    assertThat(told)
        .extracting(part -> part.type().wire())
        .containsExactly(
            "call.scheduled",
            "call.started",
            "participant.joined",
            "participant.left",
            "call.ended");
    assertThat(told.getFirst().data().at("/call/startsAt").asString())
        .isEqualTo("2026-11-28T12:00:00Z");
    assertThat(told.getLast().data().path("participantCount").asInt()).isEqualTo(1);
  }

  @Test
  void aChangeTellsWhatIsAgreedNow() {
    on(new CallEvent.CallCreated(CALL), 0);
    on(new CallEvent.CallChanged(CALL, Plan.now(Optional.of("Tea"))), 1);
    on(new CallEvent.CallCanceled(CALL), 2);
    on(new CallEvent.CallEnded(CALL, EndReason.CANCELED), 2);
    assertThat(told)
        .extracting(part -> part.type().wire())
        .containsExactly("call.scheduled", "call.changed", "call.canceled", "call.ended");
    assertThat(told.get(1).data().at("/call/title").asString()).isEqualTo("Tea");
    assertThat(told.get(1).data().at("/call").has("startsAt")).isFalse();
  }

  private void whole() {
    on(new CallEvent.CallCreated(CALL), -3_600);
    on(new CallEvent.CallScheduled(CALL, NOON), -3_600);
    on(new CallEvent.CallOpened(CALL), 0);
    on(new CallEvent.ParticipantJoined(CALL, ana), 0);
    on(new CallEvent.ParticipantJoined(CALL, ben), 10);
    on(new CallEvent.ParticipantLeft(CALL, ben.id(), LeaveReason.LOST), 30.5);
    on(new CallEvent.CallEnded(CALL, EndReason.HOST), 60);
  }

  private void on(CallEvent event, double seconds) {
    told.addAll(story.on(event, at(seconds)));
  }

  private static Instant at(double seconds) {
    return NOON.plusMillis((long) (seconds * 1_000));
  }

  private static Participant participant(String name, int seed) {
    Role role = seed == 1 ? Role.HOST : Role.GUEST;
    ParticipantId id = ParticipantId.random(new Random(seed));
    return new Participant(id, name, new Media(true, true), role, true);
  }

  private static StoredCall call() {
    var schedule =
        new Schedule(
            NOON,
            ZoneId.of("Europe/Berlin"),
            Duration.ofMinutes(45),
            Optional.of(new Recurrence("FREQ=WEEKLY;COUNT=4")));
    var plan =
        new Plan(
            Optional.of("Choir practice"),
            Optional.of(schedule),
            Admission.OPEN,
            Optional.empty(),
            Optional.empty());
    return new StoredCall(
        CALL, plan, List.of(), Optional.of("key"), NOON, 1, false, Optional.empty());
  }
}
