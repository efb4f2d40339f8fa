package dev.tincan.server.api;

import dev.tincan.server.auth.ApiKey;
import dev.tincan.server.store.ApiKeyStore;
import dev.tincan.server.store.ApiKeyStore.StoredKey;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.InstantSource;
import java.util.Optional;

/// Lets those in whose key may look after the server. While there is no such key, the routes behind
/// it are like any address at which there is nothing.
final class AdminGate {
  /// Of one key: the page asks some forty times a minute.
  private static final int REQUESTS_PER_MINUTE = 600;

  private static final int KEYS_MAX = 1_000;

  private final Gate gate;
  private final ApiKeyStore keys;
  private final InstantSource clock;
  private final Budget<String> requests = new Budget<>(REQUESTS_PER_MINUTE, KEYS_MAX);

  /// What an administrator asks for.
  @FunctionalInterface
  interface Act {
    /// @param by the key that asks
    void handle(ServerRequest request, ServerResponse response, StoredKey by);
  }

  AdminGate(Gate gate, ApiKeyStore keys, InstantSource clock) {
    this.gate = gate;
    this.keys = keys;
    this.clock = clock;
  }

  Handler behind(Act act) {
    return gate.behind((request, response) -> {
      if (!keys.hasAdmin()) {
        Problem.NOT_FOUND.send(response, "There is nothing at this address.");
        return;
      }
      Optional<StoredKey> key = key(request).filter(StoredKey::admin);
      if (key.isEmpty()) {
        Problem.KEY_SCOPE.send(
            response,
            "This key may not look after the server; './tincan api-key create --admin --name NAME' makes one that may.");
        return;
      }
      Budget.Rest rest = requests.take(key.get().id(), clock.instant().getEpochSecond());
      if (rest.isExceeded()) {
        Gate.tooMany(response, rest, "This key was used too often.");
        return;
      }
      act.handle(request, response, key.get());
    });
  }

  /// The gate has seen that it is a good one.
  private Optional<StoredKey> key(ServerRequest request) {
    return request
        .headers()
        .value(HeaderNames.AUTHORIZATION)
        .flatMap(Gate::bearer)
        .map(ApiKey::id)
        .flatMap(keys::find);
  }
}
