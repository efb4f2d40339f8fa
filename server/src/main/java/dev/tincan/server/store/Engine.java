package dev.tincan.server.store;

import com.zaxxer.hikari.HikariConfig;
import dev.tincan.server.config.InvalidConfig;
import org.jdbi.v3.core.Handle;

/// What differs between the databases; everything else is SQL that all of them take.
sealed interface Engine permits SqliteFile, PostgresServer {
  /// How to connect. Called once.
  ///
  /// @throws InvalidConfig when that cannot be
  HikariConfig pool();

  /// The name of its folder of migrations.
  String name();

  /// Called when the schema is the newest.
  void opened();

  /// Why it cannot be used, in one sentence with the next step.
  InvalidConfig unusable(RuntimeException cause);

  /// What is deleted from now on over this connection leaves nothing in the database's files, as
  /// far as that can be had.
  void eraseForGood(Handle handle);

  /// Called after that.
  void erased(Handle handle);

  /// Makes sure that no other Tincan uses it, and waits a little for one that is just ending.
  ///
  /// @throws InUse when another one does
  Ownership own();

  /// The database belongs to another process.
  final class InUse extends RuntimeException {
    private static final long serialVersionUID = 1;

    InUse(String message) {
      super(message);
    }
  }
}
