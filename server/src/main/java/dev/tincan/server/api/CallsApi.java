package dev.tincan.server.api;

import dev.tincan.calls.call.Passphrase;
import dev.tincan.calls.call.PassphraseHash;
import dev.tincan.calls.call.StoredCall;
import dev.tincan.server.auth.Scope;
import dev.tincan.server.mail.Invitations;
import dev.tincan.server.store.ApiKeyStore;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;

/// The addresses of the integration API. Described in docs/api/openapi.yaml.
public final class CallsApi implements HttpService {
  public static final String PATH = "/api/v1";

  private final Description description = new Description();
  private final Gate gate;
  private final Idempotency idempotency;
  private final CallResources calls;
  private final LinkResources links;
  private final TurnResources turn;
  private final CalendarResources calendar;
  private final InvitationResources invitations;

  /// What the features do for the API.
  ///
  /// @param slowHash makes what is stored of a passphrase
  public record Desks(
      CallDesk calls, TurnDesk turn, Function<Passphrase, PassphraseHash> slowHash) {}

  /// @param invitations empty when the server sends no mail
  public CallsApi(
      Desks desks,
      CalendarResources calendar,
      Optional<Invitations> invitations,
      ApiKeyStore keys,
      Idempotency idempotency,
      InstantSource clock) {
    this.gate = new Gate(keys, desks.calls()::find, clock);
    this.idempotency = idempotency;
    this.calls = new CallResources(desks.calls(), desks.slowHash(), clock);
    this.links = new LinkResources(desks.calls(), new SecureRandom(), clock);
    this.turn = new TurnResources(desks.turn());
    this.calendar = calendar;
    this.invitations = new InvitationResources(invitations, clock);
  }

  @Override
  public void routing(HttpRules rules) {
    rules
        .get("/openapi.yaml", description::serveYaml)
        .get("/docs", description::servePage)
        .get("/docs.css", description::serveStyle)
        .post("/calls", posting(Scope.CALLS_WRITE, calls::create))
        .get("/calls", listing(calls::list))
        .any("/calls", gate.behindAny(otherMethod("GET, POST")))
        .get("/calls/{call}", reading(calls::get))
        .patch("/calls/{call}", changing(calls::change))
        .delete("/calls/{call}", changing(calls::cancel))
        .any("/calls/{call}", gate.behindAny(otherMethod("GET, PATCH, DELETE")))
        .post("/calls/{call}/end", postingTo((call, _, body) -> calls.end(call, body)))
        .any("/calls/{call}/end", gate.behindAny(otherMethod("POST")))
        .get("/calls/{call}/participants", reading((call, _) -> calls.participants(call)))
        .any("/calls/{call}/participants", gate.behindAny(otherMethod("GET")))
        .get("/calls/{call}/links", reading((call, _) -> links.list(call)))
        .post("/calls/{call}/links", postingTo(links::create))
        .any("/calls/{call}/links", gate.behindAny(otherMethod("GET, POST")))
        .delete("/calls/{call}/links/{link}", changing(links::delete))
        .any("/calls/{call}/links/{link}", gate.behindAny(otherMethod("DELETE")))
        .get("/calls/{call}/calendar.ics", gate.behindCall(Scope.CALLS_READ, calendar::ofCall))
        .any("/calls/{call}/calendar.ics", gate.behindAny(otherMethod("GET")))
        .get("/calls/{call}/invitations", reading((call, _) -> invitations.list(call)))
        .post("/calls/{call}/invitations", gate.behindCall(Scope.CALLS_WRITE, invitations::invite))
        .any("/calls/{call}/invitations", gate.behindAny(otherMethod("GET, POST")))
        .get("/calendar", gate.behind(Scope.CALLS_READ, calendar::address))
        .any("/calendar", gate.behindAny(otherMethod("GET")))
        .get("/calendar.ics", calendar::feed)
        .post(
            "/turn-credentials",
            posting(Scope.TURN_WRITE, (_, request, body) -> turn.create(request, body)))
        .any("/turn-credentials", gate.behindAny(otherMethod("POST")))
        .any(
            gate.behindAny((_, response) ->
                Problem.NOT_FOUND.send(response, "There is nothing at this address.")));
  }

  @FunctionalInterface
  private interface Listing {
    Answer answer(Caller caller, ServerRequest request) throws Refused;
  }

  @FunctionalInterface
  private interface OfCall {
    Answer answer(StoredCall call, ServerRequest request) throws Refused;
  }

  @FunctionalInterface
  private interface Posting {
    Answer answer(Caller caller, ServerRequest request, byte[] body) throws Refused;
  }

  @FunctionalInterface
  private interface PostingTo {
    Answer answer(StoredCall call, ServerRequest request, byte[] body) throws Refused;
  }

  private Handler listing(Listing act) {
    return gate.behind(
        Scope.CALLS_READ,
        (caller, request, response) -> act.answer(caller, request).send(response));
  }

  private Handler reading(OfCall act) {
    return gate.behindCall(
        Scope.CALLS_READ, (_, call, request, response) -> act.answer(call, request).send(response));
  }

  private Handler changing(OfCall act) {
    return gate.behindCall(
        Scope.CALLS_WRITE,
        (_, call, request, response) -> act.answer(call, request).send(response));
  }

  private Handler posting(Scope scope, Posting act) {
    return gate.behind(
        scope,
        (caller, request, response) -> {
          byte[] body = Body.read(request);
          idempotency
              .once(caller, request, body, response, () -> act.answer(caller, request, body))
              .send(response);
        });
  }

  private Handler postingTo(PostingTo act) {
    return gate.behindCall(
        Scope.CALLS_WRITE,
        (caller, call, request, response) -> {
          byte[] body = Body.read(request);
          idempotency
              .once(caller, request, body, response, () -> act.answer(call, request, body))
              .send(response);
        });
  }

  private static Handler otherMethod(String known) {
    return (_, response) -> {
      response.headers().set(HeaderNames.ALLOW, known);
      Problem.METHOD_NOT_ALLOWED.send(response, "This address knows " + known + ".");
    };
  }
}
