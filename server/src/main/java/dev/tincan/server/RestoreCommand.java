package dev.tincan.server;

import dev.tincan.server.config.ServerConfig;
import dev.tincan.server.config.ServerOptions;
import dev.tincan.server.store.Backup;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Lays out what `backup` wrote.
@Command(
    name = "restore",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = "Lays out a backup in a data folder that has no database yet.")
final class RestoreCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "A file that './tincan backup' made.")
  private Path file = Path.of("");

  @Mixin private ServerOptions options = new ServerOptions();

  @Override
  public Integer call() {
    ServerConfig config = options.toConfig();
    BackupCommand.requireSqlite(config);
    Backup.restore(file, config.dataDir());
    System.out.printf(
        "The backup is laid out in %s; './tincan --data-dir %s' goes on with it.%n",
        config.dataDir(), config.dataDir());
    return 0;
  }
}
