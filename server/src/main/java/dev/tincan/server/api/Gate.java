package dev.tincan.server.api;

import dev.tincan.server.auth.ApiKey;
import dev.tincan.server.store.ApiKeyStore;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lets those in who have a key, as often as they may.
final class Gate {
  private static final Logger LOG = LoggerFactory.getLogger(Gate.class);
  private static final int REQUESTS_PER_MINUTE = 30_000;
  private static final int KEYS_MAX = 10_000;

  /// Of one address; a key cannot be guessed, but nobody need try.
  private static final int WRONG_KEYS_PER_MINUTE = 20;

  private static final int ADDRESSES_MAX = 10_000;
  private static final String SCHEME = "bearer ";

  private final ApiKeyStore keys;
  private final InstantSource clock;
  private final Budget<String> requests = new Budget<>(REQUESTS_PER_MINUTE, KEYS_MAX);
  private final Budget<String> wrongKeys = new Budget<>(WRONG_KEYS_PER_MINUTE, ADDRESSES_MAX);

  Gate(ApiKeyStore keys, InstantSource clock) {
    this.keys = keys;
    this.clock = clock;
  }

  /// The same handler, for those who may use it.
  Handler behind(Handler handler) {
    return (request, response) -> {
      Instant now = clock.instant();
      String client = client(request.remotePeer().address());
      Budget.Rest guesses = wrongKeys.look(client, now.getEpochSecond());
      if (guesses.remaining() <= 0) {
        tooMany(response, guesses, "Too many wrong keys came from this address.");
        return;
      }
      Optional<String> id = key(request);
      if (id.isEmpty()) {
        wrongKeys.take(client, now.getEpochSecond());
        LOG.info("api request without a valid key client={}", client);
        response.headers().set(HeaderNames.WWW_AUTHENTICATE, "Bearer realm=\"tincan\"");
        Problem.KEY_INVALID.send(
            response,
            "Send a key as 'Authorization: Bearer KEY'; './tincan api-key create --name NAME' makes one.");
        return;
      }
      Budget.Rest rest = requests.take(id.get(), now.getEpochSecond());
      if (rest.isExceeded()) {
        tooMany(response, rest, "This key was used too often.");
        return;
      }
      tell(response, rest);
      handler.handle(request, response);
    };
  }

  /// The name of the key that the request carries, when it is a good one.
  private Optional<String> key(ServerRequest request) {
    return request
        .headers()
        .value(HeaderNames.AUTHORIZATION)
        .flatMap(Gate::bearer)
        .filter(key ->
            keys.find(key.id())
                .filter(stored -> stored.revokedAt().isEmpty())
                .filter(stored -> stored.hash().matches(key.secret()))
                .isPresent())
        .map(ApiKey::id);
  }

  /// The key in an Authorization header.
  static Optional<ApiKey> bearer(String authorization) {
    return authorization.toLowerCase(Locale.ROOT).startsWith(SCHEME)
        ? ApiKey.parse(authorization.substring(SCHEME.length()).strip())
        : Optional.empty();
  }

  static void tooMany(ServerResponse response, Budget.Rest rest, String detail) {
    tell(response, rest);
    response.headers().set(HeaderNames.RETRY_AFTER, Long.toString(rest.resetSeconds()));
    Problem.RATE_LIMITED.send(response, detail);
  }

  private static void tell(ServerResponse response, Budget.Rest rest) {
    response.headers().set(Headers.RATE_LIMIT, Integer.toString(rest.limit()));
    response
        .headers()
        .set(Headers.RATE_LIMIT_REMAINING, Integer.toString(Math.max(0, rest.remaining())));
    response.headers().set(Headers.RATE_LIMIT_RESET, Long.toString(rest.resetSeconds()));
  }

  private static String client(SocketAddress address) {
    return address instanceof InetSocketAddress remote
        ? remote.getAddress().getHostAddress()
        : "unknown";
  }
}
