package dev.tincan.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tincan.calls.call.Admission;
import dev.tincan.calls.call.CallId;
import dev.tincan.calls.call.CallState;
import dev.tincan.calls.call.EndReason;
import dev.tincan.calls.call.JoinLink;
import dev.tincan.calls.call.PassphraseHash;
import dev.tincan.calls.call.Plan;
import dev.tincan.calls.call.Recurrence;
import dev.tincan.calls.call.Role;
import dev.tincan.calls.call.Schedule;
import dev.tincan.calls.call.StoredCall;
import dev.tincan.calls.session.SecretHash;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource
@SuppressWarnings("NullAway") // fields that JUnit or a method before each test sets
class CallStoreTest {
  private static final SecretHash HASH = new SecretHash("ab".repeat(32));
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

  @Parameter private TestDatabase kind;
  @TempDir private Path dataDir;
  private Engine engine;

  @BeforeEach
  void makeDatabase() {
    engine = kind.fresh(dataDir);
  }

  @Test
  void whatWasStoredIsThereAfterARestart() {
    StoredCall open = call("aaaa-aaaaaa-aaaa", Optional.of("Choir practice"), Optional.empty());
    StoredCall ended =
        call(
            "bbbb-bbbbbb-bbbb",
            Optional.empty(),
            Optional.of(new CallState.Ended(EndReason.EMPTY, NOON)));
    try (Database database = TestDatabase.open(engine)) {
      CallStore store = new CallStore(database);
      store.save(open);
      store.save(call("bbbb-bbbbbb-bbbb", Optional.empty(), Optional.empty()));
      store.saveEnd(ended.id(), ended.ended().orElseThrow());
    }

    try (Database database = TestDatabase.open(engine)) {
      assertThat(new CallStore(database).load(10)).containsExactlyInAnyOrder(open, ended);
    }
  }

  @Test
  void allThatWasAgreedIsKept() {
    var schedule =
        new Schedule(
            NOON,
            ZoneId.of("Europe/Berlin"),
            Duration.ofMinutes(45),
            Optional.of(new Recurrence("FREQ=WEEKLY;COUNT=4")));
    var admission = new Admission(true, true, Optional.of(new PassphraseHash("slow")));
    var plan =
        new Plan(
            Optional.of("Choir practice"),
            Optional.of(schedule),
            admission,
            Optional.of(Duration.ofMinutes(1)),
            Optional.of(Duration.ofHours(2)));
    var host = new JoinLink("host", Role.HOST, HASH, Optional.empty(), NOON, Optional.empty());
    var guest =
        new JoinLink(
            "link1",
            Role.GUEST,
            new SecretHash("cd".repeat(32)),
            Optional.of("Ben"),
            NOON.plusSeconds(1),
            Optional.of(NOON.plusSeconds(60)));
    var id = new CallId("aaaa-aaaaaa-aaaa");
    var call =
        new StoredCall(
            id, plan, List.of(host, guest), Optional.of("key1"), NOON, 3, false, Optional.empty());
    var changed =
        new StoredCall(
            id, plan, List.of(guest), Optional.of("key1"), NOON, 4, true, Optional.empty());
    try (Database database = TestDatabase.open(engine)) {
      CallStore store = new CallStore(database);
      store.save(call);
      assertThat(store.find(id)).contains(call);
      store.save(changed);
      assertThat(store.load(0)).containsExactly(changed);
    }
  }

  @Test
  void ofTheEndedCallsOnlyTheLatestAreLoaded() {
    try (Database database = TestDatabase.open(engine)) {
      CallStore store = new CallStore(database);
      StoredCall earlier =
          call(
              "aaaa-aaaaaa-aaaa",
              Optional.empty(),
              Optional.of(new CallState.Ended(EndReason.HOST, NOON)));
      StoredCall later =
          call(
              "bbbb-bbbbbb-bbbb",
              Optional.empty(),
              Optional.of(new CallState.Ended(EndReason.HOST, NOON.plusSeconds(1))));
      store.save(later);
      store.save(earlier);

      assertThat(store.load(1)).containsExactly(later);
    }
  }

  private static StoredCall call(
      String id, Optional<String> title, Optional<CallState.Ended> ended) {
    var link = new JoinLink("host", Role.HOST, HASH, Optional.empty(), NOON, Optional.empty());
    return new StoredCall(
        new CallId(id), Plan.now(title), List.of(link), Optional.empty(), NOON, 1, false, ended);
  }
}
