package dev.tincan.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tincan.calls.call.CallRef;
import dev.tincan.calls.call.StoredDoor;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoorRowsTest {
  private static final CallRef TEA = CallRef.parse("tea").orElseThrow();
  private static final CallRef MONDAY = CallRef.parse("abcd-efghij-klmn").orElseThrow();

  @TempDir private Path dataDir;

  @Test
  void whoMayNotComeInIsThereAfterTheDatabaseWasOpenedAnew() {
    var locked = new StoredDoor(MONDAY, true, List.of());
    var blocked = new StoredDoor(TEA, false, List.of("b".repeat(64), "a".repeat(64)));
    try (Database database = Database.open(dataDir)) {
      var store = new CallStore(database);
      store.saveDoor(new StoredDoor(MONDAY, true, List.of("c".repeat(64))));
      store.saveDoor(locked);
      store.saveDoor(blocked);
    }
    try (Database database = Database.open(dataDir)) {
      assertThat(new CallStore(database).loadDoors()).containsExactly(locked, blocked);
    }
  }

  @Test
  void nothingIsKeptOfADoorThatIsOpen() {
    try (Database database = Database.open(dataDir)) {
      var store = new CallStore(database);
      store.saveDoor(new StoredDoor(TEA, true, List.of("a".repeat(64))));
      store.saveDoor(new StoredDoor(TEA, false, List.of()));
      assertThat(store.loadDoors()).isEmpty();
    }
  }
}
