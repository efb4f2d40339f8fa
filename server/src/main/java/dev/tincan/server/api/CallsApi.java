package dev.tincan.server.api;

import dev.tincan.calls.CallSummary;
import dev.tincan.calls.call.CallId;
import dev.tincan.calls.call.NewCall;
import dev.tincan.calls.call.Participant;
import dev.tincan.calls.call.Plan;
import dev.tincan.calls.call.StoredCall;
import dev.tincan.server.store.ApiKeyStore;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.InstantSource;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The integration API: other programs make calls, look at them and end them. Described in
/// docs/api/openapi.yaml.
public final class CallsApi implements HttpService {
  public static final String PATH = "/api/v1";

  private static final int BODY_BYTES_MAX = 16_384;

  private final CallDesk calls;
  private final Gate gate;

  public CallsApi(CallDesk calls, ApiKeyStore keys, InstantSource clock) {
    this.calls = calls;
    this.gate = new Gate(keys, clock);
  }

  @Override
  public void routing(HttpRules rules) {
    rules
        .post("/calls", gate.behind(this::create))
        .get("/calls/{call}", gate.behind(this::get))
        .post("/calls/{call}/end", gate.behind(this::end))
        .any("/calls", gate.behind(CallsApi::otherMethod))
        .any("/calls/{call}", gate.behind(CallsApi::otherMethod))
        .any("/calls/{call}/end", gate.behind(CallsApi::otherMethod))
        .any(
            gate.behind((_, response) ->
                Problem.NOT_FOUND.send(response, "There is nothing at this address.")));
  }

  private void create(ServerRequest request, ServerResponse response) {
    if (!isJson(request)) {
      Problem.MEDIA_TYPE.send(response, "Send the body as application/json.");
      return;
    }
    if (request.headers().contentLength().orElse(0) > BODY_BYTES_MAX) {
      tooLarge(response);
      return;
    }
    String body = request.content().hasEntity() ? request.content().as(String.class) : "";
    if (body.length() > BODY_BYTES_MAX) {
      tooLarge(response);
      return;
    }
    NewCallRequest wanted;
    try {
      wanted = NewCallRequest.read(body);
    } catch (NewCallRequest.Invalid invalid) {
      Problem.REQUEST_INVALID.send(response, String.valueOf(invalid.getMessage()));
      return;
    }
    Optional<NewCall> created = calls.create(Plan.now(wanted.title()), Optional.empty());
    if (created.isEmpty()) {
      Problem.SERVER_FULL.send(response, "There are too many calls; try again later.");
      return;
    }
    NewCall call = created.get();
    String link = linkTo(request, call.stored().id());
    ObjectNode json = describe(call.stored(), calls.now(call.stored().id()), link);
    // In the fragment, which no server and no log gets to see.
    json.put("hostLink", link + "#host=" + call.hostKey().unredacted());
    response.headers().set(HeaderNames.LOCATION, PATH + "/calls/" + call.stored().id().value());
    send(response, Status.CREATED_201, json);
  }

  private void get(ServerRequest request, ServerResponse response) {
    Optional<StoredCall> call = find(request);
    if (call.isEmpty()) {
      noSuchCall(response);
      return;
    }
    CallId id = call.get().id();
    send(response, Status.OK_200, describe(call.get(), calls.now(id), linkTo(request, id)));
  }

  private void end(ServerRequest request, ServerResponse response) {
    Optional<StoredCall> call = find(request);
    if (call.isEmpty()) {
      noSuchCall(response);
    } else if (calls.end(call.get().id())) {
      response.status(Status.NO_CONTENT_204).send();
    } else {
      Problem.CALL_ENDED.send(response, "This call is over.");
    }
  }

  private Optional<StoredCall> find(ServerRequest request) {
    String id = request.path().pathParameters().first("call").orElse("");
    return CallId.isCallId(id) ? calls.find(new CallId(id)) : Optional.empty();
  }

  private static ObjectNode describe(StoredCall call, Optional<CallSummary> now, String link) {
    ObjectNode json = JsonMapper.shared().createObjectNode();
    json.put("id", call.id().value());
    call.plan().title().ifPresent(title -> json.put("title", title));
    json.put("createdAt", call.createdAt().toString());
    json.put("state", now.map(summary -> summary.state().wire()).orElse("ended"));
    var inside = json.putArray("participants");
    now.ifPresent(summary -> {
      for (Participant participant : summary.participants()) {
        inside.addObject().put("id", participant.id().value()).put("name", participant.name());
      }
    });
    call.ended()
        .ifPresent(ended ->
            json.put("endedAt", ended.at().toString()).put("endReason", ended.reason().wire()));
    json.put("link", link);
    return json;
  }

  /// Under the name by which the application reached the server.
  private static String linkTo(ServerRequest request, CallId call) {
    var uri = request.requestedUri();
    return uri.scheme() + "://" + uri.authority() + "/c/" + call.value();
  }

  private static boolean isJson(ServerRequest request) {
    return request
        .headers()
        .contentType()
        .filter(type -> type.text().startsWith("application/json"))
        .isPresent();
  }

  private static void otherMethod(ServerRequest request, ServerResponse response) {
    Problem.METHOD_NOT_ALLOWED.send(response, "This address does not know the method.");
  }

  private static void noSuchCall(ServerResponse response) {
    Problem.CALL_NOT_FOUND.send(response, "There is no call with this id.");
  }

  private static void tooLarge(ServerResponse response) {
    Problem.REQUEST_TOO_LARGE.send(
        response, "A body may have " + BODY_BYTES_MAX + " bytes at most.");
  }

  private static void send(ServerResponse response, Status status, ObjectNode json) {
    response.headers().set(HeaderNames.CONTENT_TYPE, "application/json");
    response.headers().set(HeaderNames.CACHE_CONTROL, "no-store");
    response.status(status).send(json + "\n");
  }
}
