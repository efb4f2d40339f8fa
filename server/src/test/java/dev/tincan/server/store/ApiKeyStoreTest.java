package dev.tincan.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tincan.calls.session.SecretHash;
import dev.tincan.server.auth.Scope;
import dev.tincan.server.store.ApiKeyStore.StoredKey;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource
@SuppressWarnings("NullAway") // fields that JUnit or a method before each test sets
class ApiKeyStoreTest {
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

  @Parameter private TestDatabase kind;
  @TempDir private Path dataDir;

  @Test
  void aKeyIsFoundAndRevokedOnce() {
    StoredKey early = key("aaaa", NOON);
    StoredKey late = key("bbbb", NOON.plusSeconds(1));
    try (Database database = TestDatabase.open(kind.fresh(dataDir))) {
      var keys = new ApiKeyStore(database);
      keys.add(late);
      keys.add(early);
      assertThat(keys.list()).containsExactly(early, late);

      assertThat(keys.revoke("aaaa", NOON.plusSeconds(60))).isTrue();
      assertThat(keys.revoke("aaaa", NOON.plusSeconds(90))).isFalse();
      assertThat(keys.revoke("cccc", NOON)).isFalse();
      assertThat(keys.find("aaaa").orElseThrow().revokedAt()).contains(NOON.plusSeconds(60));
      assertThat(keys.find("bbbb")).contains(late);
      assertThat(keys.find("cccc")).isEmpty();
    }
  }

  private static StoredKey key(String id, Instant at) {
    return new StoredKey(
        id,
        "Ärzte \uD83D\uDE80",
        new SecretHash("ab".repeat(32)),
        Scope.USUAL,
        at,
        Optional.empty());
  }
}
