package dev.tincan.server.events;

import dev.tincan.calls.CallEvent;
import dev.tincan.calls.call.Plan;
import dev.tincan.calls.call.Schedule;
import dev.tincan.calls.call.StoredCall;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What there is to tell of one call, and how long it and the stays in it were. Made again from
/// what was told before, so that a restart changes nothing; what was told already is not told
/// twice. Pure; confined to the thread of the recorder.
final class CallStory {
  /// Whom a call remembers; of more, only the number is told.
  private static final int PEOPLE_MAX = 500;

  /// Beside those of [LeaveReason].
  private static final String CALL_ENDED = "call_ended";

  private static final double MILLIS_PER_SECOND = 1_000;

  private final StoredCall call;
  private Plan plan;

  /// When it is to be; of a call that comes again, the next time.
  private Optional<Instant> startsAt;

  private final Set<EventType> told = EnumSet.noneOf(EventType.class);
  private final Map<String, Person> people = new LinkedHashMap<>();
  private Optional<Instant> startedAt = Optional.empty();
  private Optional<Instant> lastLeftAt = Optional.empty();
  private int participants;

  /// @param since when it came in; empty when it is not inside
  /// @param stayed in the stays that are over
  private record Person(String id, String name, Optional<Instant> since, Duration stayed) {}

  /// Something to be told.
  record Part(EventType type, Instant at, ObjectNode data) {}

  CallStory(StoredCall call) {
    this.call = call;
    this.plan = call.plan();
    this.startsAt = plan.schedule().map(Schedule::startsAt);
  }

  StoredCall call() {
    return call;
  }

  /// Something that was told before.
  void remember(EventType type, Instant at, JsonNode data) {
    if (type == EventType.SCHEDULED) {
      beginAgain();
    }
    told.add(type);
    String time = data.path("call").path("startsAt").asString("");
    if (!time.isEmpty()) {
      startsAt = Optional.of(Instant.parse(time));
    }
    JsonNode who = data.path("participant");
    switch (type) {
      case STARTED -> startedAt = Optional.of(at);
      case JOINED -> come(who.path("id").asString(""), who.path("name").asString(""), at);
      case LEFT -> go(who.path("id").asString(""), at);
      case SCHEDULED, CHANGED, CANCELED, ENDED, TEST -> {
        // Nothing else is to be known of them.
      }
    }
  }

  /// What is to be told of this; nothing when it was told before, or does not concern anybody
  /// outside.
  List<Part> on(CallEvent event, Instant at) {
    List<Part> parts = new ArrayList<>();
    switch (event) {
      case CallEvent.CallCreated _ -> once(EventType.SCHEDULED, at, describe(), parts);
      case CallEvent.CallScheduled scheduled -> schedule(scheduled.startsAt(), at, parts);
      case CallEvent.CallChanged changed -> {
        plan = changed.plan();
        if (plan.schedule().isEmpty()) {
          startsAt = Optional.empty();
        }
        parts.add(new Part(EventType.CHANGED, at, describe()));
      }
      case CallEvent.CallCanceled _ -> once(EventType.CANCELED, at, describe(), parts);
      case CallEvent.CallOpened _ -> start(at, parts);
      case CallEvent.ParticipantJoined joined -> join(joined, at, parts);
      case CallEvent.ParticipantLeft left -> {
        if (isInside(left.participant().value())) {
          leave(left.participant().value(), left.reason().wire(), at, parts);
        }
      }
      case CallEvent.CallEnded ended -> end(ended.reason().wire(), at, parts);
      case CallEvent.SessionOpened _,
          CallEvent.SessionResumed _,
          CallEvent.SessionEnded _,
          CallEvent.Rejected _ -> {
        // Of no call.
      }
    }
    return parts;
  }

  private void once(EventType type, Instant at, ObjectNode data, List<Part> parts) {
    if (told.add(type)) {
      parts.add(new Part(type, at, data));
    }
  }

  /// It was made for this time, or moved to it, which is told as a change, or it is over and comes
  /// again.
  private void schedule(Instant time, Instant at, List<Part> parts) {
    startsAt = Optional.of(time);
    if (told.contains(EventType.ENDED)) {
      beginAgain();
    }
    once(EventType.SCHEDULED, at, describe(), parts);
  }

  /// What is told from now on is of another time of the same call.
  private void beginAgain() {
    told.clear();
    people.clear();
    startedAt = Optional.empty();
    lastLeftAt = Optional.empty();
    participants = 0;
  }

  private void start(Instant at, List<Part> parts) {
    if (startedAt.isEmpty()) {
      startedAt = Optional.of(at);
      once(EventType.STARTED, at, describe(), parts);
    }
  }

  private void join(CallEvent.ParticipantJoined joined, Instant at, List<Part> parts) {
    start(at, parts);
    String id = joined.participant().value();
    if (!isInside(id)) {
      come(id, joined.who().name(), at);
      ObjectNode data = describe();
      data.set("participant", person(id).put("role", joined.who().role().wire()));
      parts.add(new Part(EventType.JOINED, at, data));
    }
  }

  private void leave(String id, String reason, Instant at, List<Part> parts) {
    Duration stay = go(id, at);
    ObjectNode data = describe();
    data.set("participant", person(id));
    data.put("reason", reason).put("staySeconds", seconds(stay));
    parts.add(new Part(EventType.LEFT, at, data));
  }

  /// Whoever is inside leaves with it.
  private void end(String reason, Instant at, List<Part> parts) {
    if (told.contains(EventType.ENDED)) {
      return;
    }
    List<String> inside =
        people.values().stream().filter(p -> p.since().isPresent()).map(Person::id).toList();
    inside.forEach(id -> leave(id, CALL_ENDED, at, parts));
    ObjectNode data = describe().put("reason", reason);
    Instant until = lastLeftAt.orElse(at);
    Duration length = startedAt.map(from -> Duration.between(from, until)).orElse(Duration.ZERO);
    data.put("durationSeconds", seconds(length)).put("participantCount", participants);
    var stays = data.putArray("participants");
    people
        .values()
        .forEach(who -> stays.add(person(who.id()).put("staySeconds", seconds(who.stayed()))));
    once(EventType.ENDED, at, data, parts);
  }

  private boolean isInside(String id) {
    Person who = people.get(id);
    return who != null && who.since().isPresent();
  }

  private void come(String id, String name, Instant at) {
    Person before = people.get(id);
    if (before == null) {
      participants++;
      forgetOne();
    }
    Duration stayed = before == null ? Duration.ZERO : before.stayed();
    people.put(id, new Person(id, name, Optional.of(at), stayed));
  }

  private void forgetOne() {
    if (people.size() >= PEOPLE_MAX) {
      people.values().stream()
          .filter(who -> who.since().isEmpty())
          .map(Person::id)
          .findFirst()
          .ifPresent(people::remove);
    }
  }

  private Duration go(String id, Instant at) {
    lastLeftAt = Optional.of(at);
    Person who = people.get(id);
    if (who == null) {
      return Duration.ZERO;
    }
    Duration stay = who.since().map(since -> Duration.between(since, at)).orElse(Duration.ZERO);
    people.put(id, new Person(id, who.name(), Optional.empty(), who.stayed().plus(stay)));
    return stay;
  }

  private ObjectNode person(String id) {
    ObjectNode json = JsonMapper.shared().createObjectNode().put("id", id);
    Person who = people.get(id);
    return who == null ? json : json.put("name", who.name());
  }

  /// The call, in a new object.
  private ObjectNode describe() {
    ObjectNode data = JsonMapper.shared().createObjectNode();
    ObjectNode json = data.putObject("call").put("id", call.id().value());
    plan.title().ifPresent(title -> json.put("title", title));
    startsAt.ifPresent(time -> json.put("startsAt", time.toString()));
    plan.schedule()
        .ifPresent(schedule ->
            json.put("zone", schedule.zone().getId())
                .put("lengthMinutes", schedule.length().toMinutes()));
    return data;
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / MILLIS_PER_SECOND;
  }
}
