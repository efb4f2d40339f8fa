package dev.tincan.server;

import dev.tincan.server.config.InvalidConfig;
import dev.tincan.server.config.ServerConfig;
import dev.tincan.server.config.ServerOptions;
import dev.tincan.server.store.Backup;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Copies the database and the secrets; also while the server runs.
@Command(
    name = "backup",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description =
        "Writes the database and the secrets of the data folder into one zip file, also while the server runs. Whoever"
            + " has the file can act as this server.")
final class BackupCommand implements Callable<Integer> {
  private static final long MEGABYTE = 1_000_000;

  @Parameters(paramLabel = "FILE", description = "A file that is not there yet.")
  private Path file = Path.of("");

  @Mixin private ServerOptions options = new ServerOptions();

  @Override
  public Integer call() {
    ServerConfig config = options.toConfig();
    requireSqlite(config);
    Backup.write(
        config.dataDir(),
        file,
        bytes -> System.err.printf("%d MB of the database are copied%n", bytes / MEGABYTE));
    System.out.printf(
        "The backup is %s (%,d bytes). './tincan restore %s --data-dir FOLDER' lays it out again.%n",
        file, file.toFile().length(), file);
    return 0;
  }

  static void requireSqlite(ServerConfig config) {
    config
        .storage()
        .postgres()
        .ifPresent(url -> {
          throw new InvalidConfig(
              "The database is PostgreSQL's; back it up by 'pg_dump --format=custom --file=FILE %s', restore it by pg_restore, and keep a copy of the data folder, which has the secrets."
                  .formatted(url.database()));
        });
  }
}
