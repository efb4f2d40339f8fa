package dev.tincan.server.api;

import dev.tincan.calls.call.CallId;
import dev.tincan.calls.call.StoredCall;
import dev.tincan.server.auth.FeedToken;
import dev.tincan.server.auth.Scope;
import dev.tincan.server.calendar.CalendarFile;
import dev.tincan.server.calendar.CalendarFile.Entry;
import dev.tincan.server.store.ApiKeyStore;
import dev.tincan.server.store.ApiKeyStore.StoredKey;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/// Scheduled calls for calendars: one for whoever has its link, and all of an API key's as a feed.
public final class CalendarResources implements HttpService {
  /// Where the links of calls are.
  public static final String LINKS_PATH = "/c";

  private static final int FEED_CALLS_MAX = 1_000;

  /// Of one address; an id cannot be guessed, but nobody need try.
  private static final int MISSES_PER_MINUTE = 30;

  private static final int ADDRESSES_MAX = 10_000;

  private final CallDesk calls;
  private final ApiKeyStore keys;
  private final InstantSource clock;
  private final Budget<String> misses = new Budget<>(MISSES_PER_MINUTE, ADDRESSES_MAX);

  public CalendarResources(CallDesk calls, ApiKeyStore keys, InstantSource clock) {
    this.calls = calls;
    this.keys = keys;
    this.clock = clock;
  }

  /// What stands beside the link of a call, for everybody who has that.
  @Override
  public void routing(HttpRules rules) {
    rules.get("/{call}/calendar.ics", this::open);
  }

  private void open(ServerRequest request, ServerResponse response) {
    String client = Gate.client(request.remotePeer().address());
    long nowSeconds = clock.instant().getEpochSecond();
    Budget.Rest guesses = misses.look(client, nowSeconds);
    if (guesses.remaining() <= 0) {
      Gate.tooMany(
          response, "wrong-links", guesses, "Too many wrong links came from this address.");
      return;
    }
    String id = request.path().pathParameters().first("call").orElse("");
    Optional<StoredCall> call = CallId.isCallId(id) ? calls.find(new CallId(id)) : Optional.empty();
    if (call.isEmpty()) {
      misses.take(client, nowSeconds);
    }
    file(call, request, response);
  }

  /// `GET /calls/{call}/calendar.ics`.
  void ofCall(Caller caller, StoredCall call, ServerRequest request, ServerResponse response) {
    file(Optional.of(call), request, response);
  }

  private void file(Optional<StoredCall> call, ServerRequest request, ServerResponse response) {
    Optional<Entry> entry = call.flatMap(found -> entry(found, request));
    if (entry.isEmpty()) {
      Problem.CALL_NOT_FOUND.send(response, "There is no call with a date at this address.");
      return;
    }
    response.headers().set(HeaderNames.CONTENT_DISPOSITION, "attachment; filename=\"call.ics\"");
    send(response, CalendarFile.of(entry.get(), clock.instant()));
  }

  /// `GET /calendar`: the address of the feed, for a calendar program to subscribe to.
  void address(Caller caller, ServerRequest request, ServerResponse response) {
    keyOf(caller)
        .flatMap(keys::find)
        .map(key -> FeedToken.of(key.id(), key.hash()))
        .ifPresent(token -> {
          var uri = request.requestedUri();
          String feed =
              uri.scheme()
                  + "://"
                  + uri.authority()
                  + CallsApi.PATH
                  + "/calendar.ics?token="
                  + token.unredacted();
          response.headers().set(HeaderNames.CONTENT_TYPE, "application/json");
          response.headers().set(HeaderNames.CACHE_CONTROL, "no-store");
          response.send(JsonMapper.shared().createObjectNode().put("feed", feed) + "\n");
        });
  }

  /// `GET /calendar.ics?token=…`. A calendar program sends no header, so the token stands in the
  /// query; this server logs no addresses.
  void feed(ServerRequest request, ServerResponse response) {
    String client = Gate.client(request.remotePeer().address());
    long nowSeconds = clock.instant().getEpochSecond();
    Budget.Rest guesses = misses.look(client, nowSeconds);
    if (guesses.remaining() <= 0) {
      Gate.tooMany(
          response, "wrong-links", guesses, "Too many wrong tokens came from this address.");
      return;
    }
    Optional<StoredKey> key =
        request
            .query()
            .first("token")
            .asOptional()
            .flatMap(FeedToken::parse)
            .flatMap(token ->
                keys.find(token.keyId())
                    .filter(stored -> stored.revokedAt().isEmpty())
                    .filter(stored -> stored.scopes().contains(Scope.CALLS_READ))
                    .filter(stored -> token.fits(stored.hash())));
    if (key.isEmpty()) {
      misses.take(client, nowSeconds);
      Problem.KEY_INVALID.send(
          response, "Ask GET " + CallsApi.PATH + "/calendar for the address of the feed.");
      return;
    }
    List<Entry> entries =
        calls.scheduledOf(key.get().id(), FEED_CALLS_MAX).stream()
            .flatMap(call -> entry(call, request).stream())
            .toList();
    send(response, CalendarFile.feed(entries, clock.instant()));
  }

  private static Optional<String> keyOf(Caller caller) {
    return switch (caller.who()) {
      case Caller.Key(String id, _) -> Optional.of(id);
      case Caller.Host _ -> Optional.empty();
    };
  }

  private static Optional<Entry> entry(StoredCall call, ServerRequest request) {
    return Entry.of(call, CallJson.link(request, call.id()));
  }

  private static void send(ServerResponse response, String calendar) {
    response.headers().set(HeaderNames.CONTENT_TYPE, CalendarFile.MEDIA_TYPE);
    response.headers().set(HeaderNames.CACHE_CONTROL, "no-store");
    response.send(calendar);
  }
}
