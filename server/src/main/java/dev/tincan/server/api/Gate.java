package dev.tincan.server.api;

import dev.tincan.calls.call.CallId;
import dev.tincan.calls.call.HostKey;
import dev.tincan.calls.call.Role;
import dev.tincan.calls.call.StoredCall;
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
import java.util.function.Function;
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
  private final Function<CallId, Optional<StoredCall>> calls;
  private final InstantSource clock;
  private final Budget<String> requests = new Budget<>(REQUESTS_PER_MINUTE, KEYS_MAX);
  private final Budget<String> wrongKeys = new Budget<>(WRONG_KEYS_PER_MINUTE, ADDRESSES_MAX);

  Gate(
      ApiKeyStore keys, Function<CallId, Optional<StoredCall>> calls, InstantSource clock) {
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

  /// The same handler, for those who may use it.
  Handler behind(Handler handler) {
    return behindKey((_, request, response) -> handler.handle(request, response));
  }

  /// For programs with a key.
  Handler behindKey(Act act) {
    return guarded(act, this::key);
  }

  /// For programs with a key, and for who has the host key of the call that the path names.
  Handler behindCall(CallAct act) {
    return guarded(
        (caller, request, response) -> {
          Optional<StoredCall> call = call(request);
          if (call.isPresent()) {
            act.handle(caller, call.get(), request, response);
          } else {
            Problem.CALL_NOT_FOUND.send(response, "There is no call with this id.");
          }
        },
        request -> key(request).or(() -> host(request)));
  }

  private Handler guarded(Act act, Function<ServerRequest, Optional<Caller>> who) {
    return (request, response) -> {
      Instant now = clock.instant();
      String client = client(request.remotePeer().address());
      Budget.Rest guesses = wrongKeys.look(client, now.getEpochSecond());
      if (guesses.remaining() <= 0) {
        tooMany(response, guesses, "Too many wrong keys came from this address.");
        return;
      }
      Optional<Caller> caller = who.apply(request);
      if (caller.isEmpty()) {
        wrongKeys.take(client, now.getEpochSecond());
        LOG.info("api request without a valid key client={}", client);
        response.headers().set(HeaderNames.WWW_AUTHENTICATE, "Bearer realm=\"tincan\"");
        Problem.KEY_INVALID.send(
            response,
            "Send a key as 'Authorization: Bearer KEY'; './tincan api-key create --name NAME' makes one.");
        return;
      }
      Budget.Rest rest = requests.take(caller.get().name(), now.getEpochSecond());
      if (rest.isExceeded()) {
        tooMany(response, rest, "This key was used too often.");
        return;
      }
      tell(response, rest);
      act.handle(caller.get(), request, response);
    };
  }

  private Optional<StoredCall> call(ServerRequest request) {
    String id = request.path().pathParameters().first("call").orElse("");
    return CallId.isCallId(id) ? calls.apply(new CallId(id)) : Optional.empty();
  }

  /// Whoever carries the host key of the call in the path.
  private Optional<Caller> host(ServerRequest request) {
    return bearer(request)
        .flatMap(HostKey::parse)
        .flatMap(key ->
            call(request)
                .filter(call ->
                    call.links().stream()
                        .filter(link -> link.role() == Role.HOST)
                        .anyMatch(link -> link.secret().matches(key.secret()))))
        .map(call -> new Caller("host:" + call.id().value(), false));
  }

  /// The name of the key that the request carries, when it is a good one.
  private Optional<Caller> key(ServerRequest request) {
    return bearer(request)
        .flatMap(ApiKey::parse)
        .filter(key ->
            keys.find(key.id())
                .filter(stored -> stored.revokedAt().isEmpty())
                .filter(stored -> stored.hash().matches(key.secret()))
                .isPresent())
        .map(key -> new Caller(key.id(), true));
  }

  private static Optional<String> bearer(ServerRequest request) {
    return request
        .headers()
        .value(HeaderNames.AUTHORIZATION)
        .filter(value -> value.toLowerCase(Locale.ROOT).startsWith(SCHEME))
        .map(value -> value.substring(SCHEME.length()).strip());
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

  static String client(SocketAddress address) {
    return address instanceof InetSocketAddress remote
        ? remote.getAddress().getHostAddress()
        : "unknown";
  }
}
