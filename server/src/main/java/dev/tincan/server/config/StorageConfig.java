package dev.tincan.server.config;

import java.time.Duration;
import java.util.Optional;

/// Where calls are stored, and for how long.
///
/// @param postgres the database that takes the place of the SQLite file in the data folder
/// @param retention how long calls that have ended are remembered
public record StorageConfig(Optional<PostgresUrl> postgres, Duration retention) {
  public static StorageConfig defaults() {
    return new StorageConfig(Optional.empty(), Duration.ofDays(30));
  }
}
