package dev.tincan.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tincan.calls.call.StoredCall;
import java.nio.file.Path;
import java.time.Instant;
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
class RetentionTest {
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

  @Parameter private TestDatabase kind;
  @TempDir private Path dataDir;

  @Test
  void callsThatEndedBeforeAreForgottenWithAllThatBelongsToThem() {
    try (Database database = TestDatabase.open(kind.fresh(dataDir))) {
      var calls = new CallStore(database);
      // More than one batch.
      for (int i = 0; i < 520; i++) {
        calls.save(
            StoredThings.call(StoredThings.id(i), "Ben", Optional.of(NOON.minusSeconds(i + 1))));
      }
      StoredCall late = StoredThings.call(StoredThings.id(600), "Ben", Optional.of(NOON));
      StoredCall alive = StoredThings.call(StoredThings.id(601), "Ben", Optional.empty());
      calls.save(late);
      calls.save(alive);
      var participants = new ParticipantStore(database);
      var stray = StoredThings.participant(1, "Ana", StoredThings.id(0));
      var inside = StoredThings.participant(2, "Cara", alive.id());
      participants.save(Map.of(stray.participant().id(), Optional.of(stray)));
      participants.save(Map.of(inside.participant().id(), Optional.of(inside)));

      assertThat(Retention.sweep(database, NOON)).isEqualTo(520);
      assertThat(calls.load(1000)).containsExactlyInAnyOrder(late, alive);
      assertThat(participants.load()).containsExactly(inside);
      assertThat(Retention.sweep(database, NOON)).isZero();
    }
  }
}
