package dev.tincan.server.store;

import dev.tincan.server.config.PostgresUrl;
import dev.tincan.server.testing.TestPostgres;
import java.nio.file.Path;
import java.util.Optional;

/// Each kind of database that the stores have to work on.
enum TestDatabase {
  SQLITE {
    @Override
    Engine fresh(Path folder) {
      return new SqliteFile(folder);
    }
  },
  POSTGRESQL {
    @Override
    Engine fresh(Path folder) {
      PostgresUrl url = TestPostgres.freshDatabase();
      return new PostgresServer(url);
    }
  };

  /// A database with nothing in it.
  abstract Engine fresh(Path folder);

  static Database open(Engine engine) {
    return Database.open(engine, Optional.empty());
  }
}
