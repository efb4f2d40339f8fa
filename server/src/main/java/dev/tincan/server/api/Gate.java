package dev.tincan.server.api;

import dev.tincan.calls.call.CallId;
import dev.tincan.calls.call.Role;
import dev.tincan.calls.call.StoredCall;
import dev.tincan.calls.session.Secret;
import dev.tincan.server.auth.ApiKey;
import dev.tincan.server.auth.Scope;
import dev.tincan.server.store.ApiKeyStore;
import dev.tincan.server.store.Database;
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
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lets those in who have a key, as often as they may, to what they may.
final class Gate {
  private static final Logger LOG = LoggerFactory.getLogger(Gate.class);
  private static final int REQUESTS_PER_MINUTE = 30_000;
  private static final int KEYS_MAX = 10_000;

  /// Of somebody with the host key of a call: a page, or a person.
  private static final int HOST_REQUESTS_PER_MINUTE = 300;

  private static final int HOSTS_MAX = 10_000;

  /// Of one address; a key cannot be guessed, but nobody need try.
  private static final int WRONG_KEYS_PER_MINUTE = 20;

  /// When the database is away: it is looked for every second.
  private static final int RETRY_SECONDS = 5;

  private static final int ADDRESSES_MAX = 10_000;
  private static final String SCHEME = "bearer ";

  private final ApiKeyStore keys;
  private final Function<CallId, Optional<StoredCall>> calls;
  private final InstantSource clock;
  private final Budget<String> requests = new Budget<>(REQUESTS_PER_MINUTE, KEYS_MAX);
  private final Budget<String> hostRequests = new Budget<>(HOST_REQUESTS_PER_MINUTE, HOSTS_MAX);
  private final Budget<String> wrongKeys = new Budget<>(WRONG_KEYS_PER_MINUTE, ADDRESSES_MAX);

  Gate(ApiKeyStore keys, Function<CallId, Optional<StoredCall>> calls, InstantSource clock) {
    this.keys = keys;
    this.calls = calls;
    this.clock = clock;
  }

  /// Serves a request of somebody who may.
  @FunctionalInterface
  interface Act {
    void handle(Caller caller, ServerRequest request, ServerResponse response) throws Exception;
  }

  /// Serves a request about one call, of somebody who may.
  @FunctionalInterface
  interface CallAct {
    void handle(Caller caller, StoredCall call, ServerRequest request, ServerResponse response)
        throws Exception;
  }

  /// For programs whose key has the scope.
  Handler behind(Scope scope, Act act) {
    return guarded((request, response) -> {
      Optional<Caller> caller = enter(request, response, this::key);
      if (caller.isPresent() && allowed(caller.get(), scope, response)) {
        act.handle(caller.get(), request, response);
      }
    });
  }

  /// For programs whose key has the scope, if the call is theirs, and for who has the call's host
  /// key. The path has the call's id as `call`.
  Handler behindCall(Scope scope, CallAct act) {
    return guarded((request, response) -> {
      String id = request.path().pathParameters().first("call").orElse("");
      Optional<StoredCall> call =
          CallId.isCallId(id) ? calls.apply(new CallId(id)) : Optional.empty();
      Optional<Caller> caller =
          enter(request, response, bearer -> key(bearer).or(() -> host(bearer, call)));
      if (caller.isEmpty() || !allowed(caller.get(), scope, response)) {
        return;
      }
      Optional<StoredCall> seen = call.filter(caller.get()::sees);
      if (seen.isPresent()) {
        act.handle(caller.get(), seen.get(), request, response);
      } else {
        Problem.CALL_NOT_FOUND.send(response, "There is no call with this id.");
      }
    });
  }

  /// For whoever has any key.
  Handler behindAny(Handler handler) {
    return guarded((request, response) -> {
      if (enter(request, response, this::key).isPresent()) {
        handler.handle(request, response);
      }
    });
  }

  /// Who it is; empty when they were answered already.
  private Optional<Caller> enter(
      ServerRequest request,
      ServerResponse response,
      Function<String, Optional<Caller>> authenticate) {
    long nowSeconds = clock.instant().getEpochSecond();
    String client = client(request.remotePeer().address());
    Budget.Rest guesses = wrongKeys.look(client, nowSeconds);
    if (guesses.remaining() <= 0) {
      tooMany(response, "wrong-keys", guesses, "Too many wrong keys came from this address.");
      return Optional.empty();
    }
    Optional<Caller> caller = bearer(request).flatMap(authenticate);
    if (caller.isEmpty()) {
      wrongKeys.take(client, nowSeconds);
      LOG.info("api request without a valid key client={}", client);
      response.headers().set(HeaderNames.WWW_AUTHENTICATE, "Bearer realm=\"tincan\"");
      Problem.KEY_INVALID.send(
          response,
          "Send a key as 'Authorization: Bearer KEY'; './tincan api-key create --name NAME' makes"
              + " one.");
      return caller;
    }
    Budget<String> budget = caller.get().who() instanceof Caller.Key ? requests : hostRequests;
    Budget.Rest rest = budget.take(caller.get().name(), nowSeconds);
    if (rest.isExceeded()) {
      tooMany(response, "requests", rest, "This key was used too often.");
      return Optional.empty();
    }
    tell(response, "requests", rest);
    return caller;
  }

  private static boolean allowed(Caller caller, Scope scope, ServerResponse response) {
    boolean allowed = caller.may(scope);
    if (!allowed) {
      Problem.SCOPE_MISSING.send(
          response,
          "This key has not the scope '%s'; './tincan api-key create --name NAME --scope %s' makes one that has."
              .formatted(scope.wire(), scope.wire()));
    }
    return allowed;
  }

  private static Optional<String> bearer(ServerRequest request) {
    return request
        .headers()
        .value(HeaderNames.AUTHORIZATION)
        .filter(value -> value.toLowerCase(Locale.ROOT).startsWith(SCHEME))
        .map(value -> value.substring(SCHEME.length()).strip());
  }

  private Optional<Caller> key(String bearer) {
    return ApiKey.parse(bearer)
        .flatMap(key ->
            keys.find(key.id())
                .filter(stored -> stored.revokedAt().isEmpty())
                .filter(stored -> stored.hash().matches(key.secret()))
                .map(
                    stored -> new Caller(new Caller.Key(key.id(), stored.scopes()), key.secret())));
  }

  private Optional<Caller> host(String bearer, Optional<StoredCall> call) {
    Instant now = clock.instant();
    return Secret.parse(bearer)
        .flatMap(secret ->
            call.filter(stored ->
                    stored.links().stream()
                        .filter(link -> link.role() == Role.HOST)
                        .filter(link -> !link.isExpired(now))
                        .anyMatch(link -> link.secret().matches(secret)))
                .map(stored -> new Caller(new Caller.Host(stored.id()), secret)));
  }

  /// Our own mistake is told as what it is, without what went wrong inside.
  private static Handler guarded(Handler handler) {
    return (request, response) -> {
      try {
        handler.handle(request, response);
      } catch (Refused refused) {
        refused.answer().send(response);
      } catch (RuntimeException failed) {
        boolean away = Database.isPassing(failed);
        if (away) {
          LOG.warn("api request refused, the database is away: {}", failed.getMessage());
        } else {
          LOG.error("an api request failed", failed);
        }
        if (response.isSent()) {
          return;
        }
        if (away) {
          response.headers().set(HeaderNames.RETRY_AFTER, Integer.toString(RETRY_SECONDS));
          Problem.SERVER_UNAVAILABLE.send(
              response, "The database is away, so nothing can be stored; try again in a moment.");
        } else {
          Problem.SERVER_ERROR.send(response, "The server made a mistake; its log says which.");
        }
      }
    };
  }

  static void tooMany(ServerResponse response, String policy, Budget.Rest rest, String detail) {
    tell(response, policy, rest);
    response.headers().set(HeaderNames.RETRY_AFTER, Long.toString(rest.resetSeconds()));
    Problem.RATE_LIMITED.send(response, detail);
  }

  private static void tell(ServerResponse response, String policy, Budget.Rest rest) {
    response
        .headers()
        .set(
            Headers.RATE_LIMIT_POLICY,
            "\"%s\";q=%d;w=%d".formatted(policy, rest.limit(), Budget.MINUTE_SECONDS));
    response
        .headers()
        .set(
            Headers.RATE_LIMIT,
            "\"%s\";r=%d;t=%d"
                .formatted(policy, Math.max(0, rest.remaining()), rest.resetSeconds()));
  }

  static String client(SocketAddress address) {
    return address instanceof InetSocketAddress remote
        ? remote.getAddress().getHostAddress()
        : "unknown";
  }
}
