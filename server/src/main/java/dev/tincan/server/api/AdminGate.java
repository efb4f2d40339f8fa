package dev.tincan.server.api;

import dev.tincan.server.auth.Scope;
import dev.tincan.server.store.ApiKeyStore;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.InstantSource;

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
    /// @param by the id of the key that asks
    Answer answer(ServerRequest request, String by) throws Refused;
  }

  AdminGate(Gate gate, ApiKeyStore keys, InstantSource clock) {
    this.gate = gate;
    this.keys = keys;
    this.clock = clock;
  }

  Handler behind(Act act) {
    Handler inside =
        gate.behind(
            Scope.ADMIN,
            (caller, request, response) -> {
              switch (caller.who()) {
                case Caller.Key(String id, _) -> serve(act, id, request, response);
                case Caller.Host _ -> throw new IllegalStateException("No host has this scope.");
              }
            });
    Handler nowhere =
        gate.behindAny(
            (_, response) -> Problem.NOT_FOUND.send(response, "There is nothing at this address."));
    return (request, response) -> (keys.hasAdmin() ? inside : nowhere).handle(request, response);
  }

  private void serve(Act act, String by, ServerRequest request, ServerResponse response)
      throws Refused {
    Budget.Rest rest = requests.take(by, clock.instant().getEpochSecond());
    if (rest.isExceeded()) {
      Gate.tooMany(response, "admin", rest, "This key was used too often.");
    } else {
      act.answer(request, by).send(response);
    }
  }
}
