package dev.tincan.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tincan.calls.call.CallRef;
import dev.tincan.calls.call.Media;
import dev.tincan.calls.call.MediaKind;
import dev.tincan.calls.call.Participant;
import dev.tincan.calls.call.Role;
import dev.tincan.calls.call.StoredParticipant;
import dev.tincan.calls.session.ParticipantId;
import dev.tincan.calls.session.ResumeToken;
import dev.tincan.testkit.Seeds;
import java.nio.file.Path;
import java.util.LinkedHashMap;
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
class ParticipantStoreTest {
  @Parameter private TestDatabase kind;
  @TempDir private Path dataDir;

  @Test
  void whoIsInACallIsThereAfterTheDatabaseWasOpenedAnew() {
    StoredParticipant ana = participant(1, "Ana", "abcd-efghij-klmn");
    StoredParticipant ben = participant(2, "Ben", "tea");
    StoredParticipant cara = participant(3, "Cara", "tea");
    Engine engine = kind.fresh(dataDir);
    try (Database database = TestDatabase.open(engine)) {
      var store = new ParticipantStore(database);
      store.save(changes(ana, ben, cara));
      store.save(changes(renamed(ana)));
      store.save(Map.of(ben.participant().id(), Optional.empty()));
    }
    try (Database database = TestDatabase.open(engine)) {
      assertThat(new ParticipantStore(database).load()).containsExactly(renamed(ana), cara);
    }
  }

  private static StoredParticipant participant(long seed, String name, String call) {
    return new StoredParticipant(
        CallRef.parse(call).orElseThrow(),
        new Participant(
            ParticipantId.random(Seeds.of(seed)),
            name,
            new Media(true, false),
            seed == 1 ? Role.HOST : Role.VIEWER,
            true),
        ResumeToken.random(Seeds.of(seed)).hash(),
        seed == 1 ? Optional.empty() : Optional.of("link"));
  }

  private static StoredParticipant renamed(StoredParticipant before) {
    return new StoredParticipant(
        before.call(),
        before.participant().withName("Annabel").without(MediaKind.SHARE),
        before.resumeToken(),
        before.link());
  }

  private static Map<ParticipantId, Optional<StoredParticipant>> changes(
      StoredParticipant... stored) {
    var changes = new LinkedHashMap<ParticipantId, Optional<StoredParticipant>>();
    for (StoredParticipant one : stored) {
      changes.put(one.participant().id(), Optional.of(one));
    }
    return changes;
  }
}
