package dev.tincan.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The databases have the same tables, made by migrations of the same numbers.
class MigrationsTest {
  private static final Path FOLDER = Path.of("src/main/resources/db/migration");

  @TempDir private Path dataDir;

  @Test
  void eachMigrationIsThereForEachDatabase() throws IOException {
    assertThat(names("postgresql")).isEqualTo(names("sqlite"));
  }

  @Test
  void noMigrationIsOfNoDatabase() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      assertThat(files.filter(Files::isRegularFile))
          .as("each belongs into the folder sqlite and, in PostgreSQL's words, into postgresql")
          .isEmpty();
    }
  }

  @Test
  void theTablesAgreeColumnByColumn() {
    try (Database sqlite = TestDatabase.open(TestDatabase.SQLITE.fresh(dataDir));
        Database postgres = TestDatabase.open(TestDatabase.POSTGRESQL.fresh(dataDir))) {
      assertThat(columnsOfPostgres(postgres)).isEqualTo(columnsOfSqlite(sqlite));
    }
  }

  @Test
  void theTablesHaveTheSameKeysAndIndexes() {
    try (Database sqlite = TestDatabase.open(TestDatabase.SQLITE.fresh(dataDir));
        Database postgres = TestDatabase.open(TestDatabase.POSTGRESQL.fresh(dataDir))) {
      assertThat(
              texts(
                  postgres,
                  """
                  SELECT indexname FROM pg_indexes WHERE schemaname = 'public'
                  AND indexname NOT LIKE '%_pkey' AND indexname NOT LIKE '%_key'
                  AND indexname NOT LIKE 'flyway%' ORDER BY indexname
                  """))
          .isEqualTo(
              texts(
                  sqlite,
                  """
                  SELECT name FROM sqlite_schema WHERE type = 'index'
                  AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'flyway%' ORDER BY name
                  """));
      assertThat(
              texts(
                  postgres,
                  """
                  SELECT t.table_name || '.' || k.column_name FROM information_schema.table_constraints t
                  JOIN information_schema.key_column_usage k USING (constraint_schema, constraint_name)
                  WHERE t.constraint_type = 'PRIMARY KEY' AND t.table_schema = 'public'
                  AND t.table_name <> 'flyway_schema_history'
                  ORDER BY t.table_name COLLATE "C", k.column_name COLLATE "C"
                  """))
          .isEqualTo(
              texts(
                  sqlite,
                  """
                  SELECT t.name || '.' || c.name FROM sqlite_schema t, pragma_table_info(t.name) c
                  WHERE t.type = 'table' AND c.pk > 0 AND t.name <> 'flyway_schema_history'
                  ORDER BY t.name, c.name
                  """));
    }
  }

  private static List<String> names(String database) throws IOException {
    try (Stream<Path> files = Files.list(FOLDER.resolve(database))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  /// Table -> column -> kind of value, and whether it must be there.
  private static SortedMap<String, Map<String, String>> columnsOfSqlite(Database database) {
    return columns(
        database,
        """
        SELECT t.name AS tbl, c.name AS col, c.type AS typ, c."notnull" OR c.pk > 0 AS needed
        FROM sqlite_schema t, pragma_table_info(t.name) c
        WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' AND t.name <> 'flyway_schema_history'
        """);
  }

  private static SortedMap<String, Map<String, String>> columnsOfPostgres(Database database) {
    return columns(
        database,
        """
        SELECT table_name AS tbl, column_name AS col, data_type AS typ, is_nullable = 'NO' AS needed
        FROM information_schema.columns
        WHERE table_schema = 'public' AND table_name <> 'flyway_schema_history'
        """);
  }

  private static SortedMap<String, Map<String, String>> columns(Database database, String sql) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery(sql)
                .map((row, _) ->
                    List.of(
                        row.getString("tbl"),
                        row.getString("col"),
                        kind(row.getString("typ")) + (row.getBoolean("needed") ? " NOT NULL" : "")))
                .stream()
                .collect(
                    Collectors.groupingBy(
                        column -> column.get(0),
                        TreeMap::new,
                        Collectors.toMap(column -> column.get(1), column -> column.get(2)))));
  }

  /// SQLite has one kind of whole numbers, and no truth values.
  private static String kind(String type) {
    return switch (type.toLowerCase(Locale.ROOT)) {
      case "integer", "bigint", "boolean" -> "whole number";
      case "text" -> "text";
      case "real", "double precision" -> "number";
      case "blob", "bytea" -> "bytes";
      default -> throw new IllegalStateException("A kind of column that only one knows: " + type);
    };
  }

  private static List<String> texts(Database database, String sql) {
    return database.jdbi().withHandle(handle -> handle.createQuery(sql).mapTo(String.class).list());
  }
}
