package dev.tincan.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BelongingsTest {
  @TempDir private Path dataDir;

  @Test
  void ofEachTableItIsSaidWhatItHoldsOfAPerson() {
    Set<String> said = new TreeSet<>(Belongings.OF_NOBODY);
    Belongings.OF_PERSON.forEach(belonging -> said.add(belonging.table()));
    try (Database database = Database.open(dataDir)) {
      assertThat(said)
          .as("a new table goes into Belongings: what of it goes with a call, what with a person")
          .containsExactlyInAnyOrderElementsOf(
              database
                  .jdbi()
                  .withHandle(handle ->
                      handle
                          .createQuery(
                              """
                              SELECT name FROM sqlite_schema WHERE type = 'table'
                              AND name NOT LIKE 'sqlite_%' AND name <> 'flyway_schema_history'
                              """)
                          .mapTo(String.class)
                          .list()));
    }
  }
}
