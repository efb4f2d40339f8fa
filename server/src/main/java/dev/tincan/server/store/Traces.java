package dev.tincan.server.store;

import dev.tincan.server.config.ServerConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/// Deletes what a person left in the database.
public final class Traces {
  private Traces() {}

  /// @param what for people
  /// @param deleted rows that were deleted, or whose name was
  /// @param held rows that a running server holds and would write again
  public record Erased(String what, int deleted, int held) {}

  /// Everything under exactly this name.
  ///
  /// @throws dev.tincan.server.config.InvalidConfig when the database cannot be had
  public static List<Erased> eraseName(ServerConfig config, String name) {
    return erase(config, Belongings.OfPerson::name, name);
  }

  /// Everything of one participant.
  ///
  /// @throws dev.tincan.server.config.InvalidConfig when the database cannot be had
  public static List<Erased> eraseParticipant(ServerConfig config, String id) {
    return erase(config, Belongings.OfPerson::participant, id);
  }

  /// What a running server holds in memory it would write again, so that is left alone while one
  /// runs.
  private static List<Erased> erase(
      ServerConfig config, Function<Belongings.OfPerson, Optional<String>> column, String value) {
    Optional<Database> alone = Database.ownIfFree(config);
    try (Database database = alone.orElseGet(() -> Database.open(config))) {
      return erase(database, alone.isEmpty(), column, value);
    }
  }

  static List<Erased> erase(
      Database database,
      boolean running,
      Function<Belongings.OfPerson, Optional<String>> column,
      String value) {
    return database
        .jdbi()
        .withHandle(handle -> {
          database.engine().eraseForGood(handle);
          List<Erased> erased =
              handle.inTransaction(transaction -> erase(transaction, running, column, value));
          database.engine().erased(handle);
          return erased;
        });
  }

  private static List<Erased> erase(
      Handle handle,
      boolean running,
      Function<Belongings.OfPerson, Optional<String>> column,
      String value) {
    List<Erased> erased = new ArrayList<>();
    for (Belongings.OfPerson belonging : Belongings.OF_PERSON) {
      Optional<String> by = column.apply(belonging);
      if (by.isPresent()) {
        erased.add(erase(handle, running, belonging, by.get(), value));
      }
    }
    return erased;
  }

  private static Erased erase(
      Handle handle, boolean running, Belongings.OfPerson belonging, String column, String value) {
    String condition = " WHERE " + column + " = :value";
    int deleted =
        handle
            .createUpdate(
                belonging.erase() + condition + (running ? " AND " + belonging.settled() : ""))
            .bind("value", value)
            .execute();
    int held =
        handle
            .createQuery("SELECT COUNT(*) FROM " + belonging.table() + condition)
            .bind("value", value)
            .mapTo(Integer.class)
            .one();
    return new Erased(belonging.what(), deleted, held);
  }
}
