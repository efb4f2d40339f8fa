package dev.tincan.server;

import dev.tincan.server.auth.ApiKey;
import dev.tincan.server.config.InvalidConfig;
import dev.tincan.server.config.ServerOptions;
import dev.tincan.server.store.ApiKeyStore;
import dev.tincan.server.store.ApiKeyStore.StoredKey;
import dev.tincan.server.store.Database;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The keys of the integration API; also while the server runs.
@Command(
    name = "api-key",
    mixinStandardHelpOptions = true,
    usageHelpAutoWidth = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Makes, lists and revokes the keys with which other programs use the API.")
final class ApiKeyCommand {
  private static final int NAME_MAX = 60;

  @Command(
      name = "create",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      usageHelpAutoWidth = true,
      description = "Makes a key and prints it; it is never shown again.")
  int create(
      @Option(
              names = "--name",
              required = true,
              paramLabel = "NAME",
              description = "What the key is for, such as 'appointments'.")
          String name,
      @Option(
              names = "--admin",
              description = "The key opens the administrator's view at /admin.")
          boolean admin,
      @Mixin ServerOptions options) {
    if (name.isBlank() || name.length() > NAME_MAX) {
      throw new InvalidConfig(
          "--name takes 1 to " + NAME_MAX + " characters that say what the key is for.");
    }
    var key = ApiKey.random(new SecureRandom());
    with(
        options,
        keys ->
            keys.add(
                new StoredKey(
                    key.id(),
                    name.strip(),
                    key.secret().hash(),
                    Instant.now(),
                    Optional.empty(),
                    admin)));
    System.out.println(key.unredacted());
    return 0;
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      usageHelpAutoWidth = true,
      description = "Lists the keys: id, when it was made, whether it is revoked, whether it is an administrator's, name.")
  int list(@Mixin ServerOptions options) {
    with(
        options,
        keys -> {
          for (StoredKey key : keys.list()) {
            System.out.printf(
                "%s  %s  %-8s  %s%s%n",
                key.id(),
                key.createdAt().truncatedTo(ChronoUnit.SECONDS),
                key.revokedAt().isPresent() ? "revoked" : "in use",
                key.admin() ? "(admin) " : "",
                key.name());
          }
        });
    return 0;
  }

  @Command(
      name = "revoke",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      usageHelpAutoWidth = true,
      description = "Makes a key useless from now on.")
  int revoke(
      @Parameters(paramLabel = "ID", description = "As 'api-key list' shows it.") String id,
      @Mixin ServerOptions options) {
    with(
        options,
        keys -> {
          if (!keys.revoke(id, Instant.now())) {
            throw new InvalidConfig(
                "There is no key '" + id + "' in use; './tincan api-key list' shows them all.");
          }
        });
    return 0;
  }

  private static void with(ServerOptions options, Consumer<ApiKeyStore> act) {
    try (Database database = Database.open(options.toConfig().dataDir())) {
      act.accept(new ApiKeyStore(database));
    }
  }
}
