package dev.tincan.server;

import dev.tincan.server.auth.ApiKey;
import dev.tincan.server.auth.Scope;
import dev.tincan.server.config.InvalidConfig;
import dev.tincan.server.config.ServerOptions;
import dev.tincan.server.store.ApiKeyStore;
import dev.tincan.server.store.ApiKeyStore.StoredKey;
import dev.tincan.server.store.Database;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
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
              description =
                  "Short for --scope admin: the key opens the view of the server at /admin.")
          boolean admin,
      @Option(
              names = "--scope",
              split = ",",
              paramLabel = "SCOPE",
              description =
                  "What it may be used for: calls:read, calls:write, turn:write, webhooks:write, events:read, or admin,"
                      + " which sees the calls of every key. Default: all but admin.")
          List<String> scopes,
      @Mixin ServerOptions options) {
    Set<Scope> allowed = admin ? Set.of(Scope.ADMIN) : scopes(scopes);
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
                    allowed,
                    Instant.now(),
                    Optional.empty())));
    System.out.println(key.unredacted());
    return 0;
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      usageHelpAutoWidth = true,
      description = "Lists the keys: id, when it was made, whether it is revoked, name, scopes.")
  int list(@Mixin ServerOptions options) {
    with(
        options,
        keys -> {
          for (StoredKey key : keys.list()) {
            System.out.printf(
                "%s  %s  %-8s  %s  (%s)%n",
                key.id(),
                key.createdAt().truncatedTo(ChronoUnit.SECONDS),
                key.revokedAt().isPresent() ? "revoked" : "in use",
                key.name(),
                Scope.text(key.scopes()));
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

  private static Set<Scope> scopes(@Nullable List<String> names) {
    if (names == null || names.isEmpty()) {
      return Scope.USUAL;
    }
    var scopes = EnumSet.noneOf(Scope.class);
    for (String name : names) {
      scopes.add(
          Scope.of(name.strip())
              .orElseThrow(() ->
                  new InvalidConfig(
                      "--scope takes "
                          + Scope.text(EnumSet.allOf(Scope.class)).replace(" ", ", ")
                          + "; it is '"
                          + name
                          + "'.")));
    }
    return scopes;
  }

  private static void with(ServerOptions options, Consumer<ApiKeyStore> act) {
    try (Database database = Database.open(options.toConfig())) {
      act.accept(new ApiKeyStore(database));
    }
  }
}
