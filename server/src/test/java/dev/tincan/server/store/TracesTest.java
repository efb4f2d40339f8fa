package dev.tincan.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tincan.calls.call.JoinLink;
import dev.tincan.calls.call.StoredCall;
import dev.tincan.calls.call.StoredParticipant;
import dev.tincan.server.store.EventStore.StoredEvent;
import dev.tincan.server.store.Traces.Erased;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource
@SuppressWarnings("NullAway") // fields that JUnit or a method before each test sets
class TracesTest {
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  private static final StoredCall OVER =
      StoredThings.call(StoredThings.id(1), "Benedict", Optional.of(NOON));
  private static final StoredCall ALIVE =
      StoredThings.call(StoredThings.id(2), "Benedict", Optional.empty());

  @Parameter private TestDatabase kind;
  @TempDir private Path dataDir;

  private final StoredParticipant ben = StoredThings.participant(1, "Benedict", StoredThings.id(2));
  private final StoredParticipant ana = StoredThings.participant(2, "Ana", StoredThings.id(2));

  @Test
  void aNameIsErasedWhereItStands() throws Exception {
    try (Database database = filled()) {
      assertThat(Traces.erase(database, false, Belongings.OfPerson::name, "Benedict"))
          .containsExactly(
              new Erased("people in calls", 1, 0),
              new Erased("names of personal links", 2, 0),
              new Erased("invitations by mail", 0, 0),
              new Erased("events of calls", 1, 0));
      assertThat(new ParticipantStore(database).load()).containsExactly(ana);
      assertThat(new CallStore(database).load(10))
          .flatExtracting(StoredCall::links)
          .extracting(JoinLink::name)
          .containsOnly(Optional.empty());
      if (kind == TestDatabase.SQLITE) {
        for (String file : new String[] {"tincan.db", "tincan.db-wal"}) {
          assertThat(Files.readString(dataDir.resolve(file), StandardCharsets.ISO_8859_1))
              .doesNotContain("Benedict");
        }
      }
    }
  }

  @Test
  void whatARunningServerWouldWriteAgainIsLeftAndCounted() {
    try (Database database = filled()) {
      assertThat(Traces.erase(database, true, Belongings.OfPerson::name, "Benedict"))
          .containsExactly(
              new Erased("people in calls", 0, 1),
              new Erased("names of personal links", 1, 1),
              new Erased("invitations by mail", 0, 0),
              new Erased("events of calls", 1, 0));
      assertThat(new CallStore(database).find(ALIVE.id())).contains(ALIVE);
    }
  }

  @Test
  void oneParticipantIsErasedById() {
    try (Database database = filled()) {
      String id = ben.participant().id().value();
      assertThat(Traces.erase(database, false, Belongings.OfPerson::participant, id))
          .containsExactly(
              new Erased("people in calls", 1, 0), new Erased("events of calls", 1, 0));
      assertThat(new ParticipantStore(database).load()).containsExactly(ana);
    }
  }

  private Database filled() {
    Database database = TestDatabase.open(kind.fresh(dataDir));
    var calls = new CallStore(database);
    calls.save(OVER);
    calls.save(ALIVE);
    var participants = new ParticipantStore(database);
    participants.save(Map.of(ben.participant().id(), Optional.of(ben)));
    participants.save(Map.of(ana.participant().id(), Optional.of(ana)));
    new EventStore(database).append(List.of(joined(1, ben), joined(2, ana)));
    return database;
  }

  private static StoredEvent joined(long id, StoredParticipant who) {
    String body =
        "{\"data\":{\"participant\":{\"id\":\"%s\",\"name\":\"%s\"}}}"
            .formatted(who.participant().id().value(), who.participant().name());
    return new StoredEvent(
        id, "evt_" + id, "key1", StoredThings.id(2), "participant.joined", Instant.EPOCH, body);
  }
}
