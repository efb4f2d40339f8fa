package dev.tincan.server.api;

import dev.tincan.calls.CallOverview;
import dev.tincan.calls.call.CallRef;
import dev.tincan.server.auth.ApiKey;
import dev.tincan.server.auth.Scope;
import dev.tincan.server.ops.ErrorNotes;
import dev.tincan.server.ops.History;
import dev.tincan.server.ops.RelayWatch.Flow;
import dev.tincan.server.store.ApiKeyStore;
import dev.tincan.server.store.ApiKeyStore.StoredKey;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What the page at `/admin` asks. Every act leaves a line in the log that says which key did what.
/// Described in docs/api/openapi.yaml.
public final class AdminApi implements HttpService {
  public static final String PATH = "/api/v1/admin";

  /// Of one answer; how many more there are is told.
  private static final int CALLS_MAX = 200;

  private static final int ERRORS_MAX = 50;
  private static final int KEYS_MAX = 1_000;
  private static final int NAME_MAX = 60;
  private static final int BODY_CHARS_MAX = 4_096;
  private static final Logger AUDIT = LoggerFactory.getLogger("tincan.admin");

  private final AdminDesk desk;
  private final ApiKeyStore keys;
  private final Notes notes;
  private final Instant startedAt;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();
  private final CallHandles handles = new CallHandles(random);
  private final AdminGate gate;

  /// What the server remembers of itself.
  ///
  /// @param version of the program
  public record Notes(History history, ErrorNotes errors, String version) {}

  public AdminApi(AdminDesk desk, ApiKeyStore keys, Notes notes, InstantSource clock) {
    this.desk = desk;
    this.keys = keys;
    this.notes = notes;
    this.startedAt = clock.instant();
    this.clock = clock;
    // No call is asked for by its id here.
    this.gate = new AdminGate(new Gate(keys, _ -> Optional.empty(), clock), keys, clock);
  }

  @Override
  public void routing(HttpRules rules) {
    rules
        .get("/overview", gate.behind(this::overview))
        .get("/history", gate.behind(this::history))
        .post("/calls/{handle}/end", gate.behind(onCall("end", desk::end)))
        .post("/calls/{handle}/drain", gate.behind(onCall("drain", desk::drain)))
        .post("/drain", gate.behind(this::drain))
        .get("/keys", gate.behind(this::listKeys))
        .post("/keys", gate.behind(this::createKey))
        .delete("/keys/{key}", gate.behind(this::revokeKey))
        .any(
            gate.behind((_, response, _) ->
                Problem.NOT_FOUND.send(response, "There is nothing at this address.")));
  }

  private void overview(ServerRequest request, ServerResponse response, String by) {
    var present = desk.counts().present();
    List<CallOverview> calls = desk.calls(CALLS_MAX);
    List<Flow> flows = desk.relayed();
    ObjectNode json = JsonMapper.shared().createObjectNode();
    json.put("at", clock.instant().toString());
    json.put("startedAt", startedAt.toString());
    json.put("version", notes.version());
    json.put("draining", desk.isDraining());
    json.set("counts", AdminJson.counts(present));
    json.set("relay", AdminJson.relay(calls, flows, desk));
    json.set("calls", AdminJson.calls(calls, flows, desk, handles));
    var counted = present.calls();
    int all =
        counted.scheduled()
            + counted.open()
            + counted.waiting()
            + counted.live()
            + counted.lingering();
    json.put("callsNotShown", Math.max(0, all - calls.size()));
    json.set("errors", AdminJson.errors(notes.errors().newest(ERRORS_MAX)));
    send(response, Status.OK_200, json);
  }

  private void history(ServerRequest request, ServerResponse response, String by) {
    Instant since = Instant.EPOCH;
    try {
      since = request.query().first("since").map(Instant::parse).orElse(Instant.EPOCH);
    } catch (DateTimeParseException wrong) {
      Problem.REQUEST_INVALID.send(response, "'since' is a moment such as 2026-11-21T20:00:00Z.");
      return;
    }
    ObjectNode json = JsonMapper.shared().createObjectNode();
    json.put("everySeconds", History.EVERY.toSeconds());
    json.set("samples", AdminJson.samples(notes.history().since(since)));
    send(response, Status.OK_200, json);
  }

  private AdminGate.Act onCall(String name, Predicate<CallRef> act) {
    return (request, response, by) -> {
      String handle = request.path().pathParameters().first("handle").orElse("");
      Optional<CallRef> call = handles.find(handle, desk.callRefs());
      if (call.isPresent() && act.test(call.get())) {
        audit(by, name + " call", handle);
        done(response);
      } else {
        Problem.CALL_NOT_FOUND.send(response, "This call is over, or has not begun.");
      }
    };
  }

  private void drain(ServerRequest request, ServerResponse response, String by) {
    audit(by, "drain server", "");
    desk.drainServer();
    done(response);
  }

  private void listKeys(ServerRequest request, ServerResponse response, String by) {
    ObjectNode json = JsonMapper.shared().createObjectNode();
    var list = json.putArray("keys");
    keys.list().stream().map(AdminJson::key).forEach(list::add);
    // Whoever looks sees which one it is before revoking it.
    json.put("yours", by);
    send(response, Status.OK_200, json);
  }

  private void createKey(ServerRequest request, ServerResponse response, String by) {
    Optional<JsonNode> body = body(request);
    String name =
        body.map(json -> json.path("name"))
            .filter(JsonNode::isString)
            .map(text -> text.stringValue().strip())
            .orElse("");
    boolean admin = body.map(json -> json.path("admin").asBoolean(false)).orElse(false);
    if (name.isEmpty() || name.length() > NAME_MAX) {
      Problem.REQUEST_INVALID.send(
          response, "'name' has 1 to " + NAME_MAX + " characters that say what the key is for.");
      return;
    }
    if (keys.list().size() >= KEYS_MAX) {
      Problem.SERVER_FULL.send(
          response, "There are " + KEYS_MAX + " keys, which is as many as there may be.");
      return;
    }
    ApiKey key = ApiKey.random(random);
    var stored =
        new StoredKey(
            key.id(),
            name,
            key.secret().hash(),
            admin ? Set.of(Scope.ADMIN) : Scope.USUAL,
            clock.instant(),
            Optional.empty());
    keys.add(stored);
    audit(by, admin ? "create admin key" : "create key", key.id());
    send(response, Status.CREATED_201, AdminJson.key(stored).put("key", key.unredacted()));
  }

  private void revokeKey(ServerRequest request, ServerResponse response, String by) {
    String id = request.path().pathParameters().first("key").orElse("");
    if (keys.revoke(id, clock.instant())) {
      audit(by, "revoke key", id);
      done(response);
    } else {
      Problem.NOT_FOUND.send(response, "There is no key of this id in use.");
    }
  }

  private static Optional<JsonNode> body(ServerRequest request) {
    String text = request.content().hasEntity() ? request.content().as(String.class) : "";
    if (text.length() > BODY_CHARS_MAX) {
      return Optional.empty();
    }
    try {
      return Optional.of(JsonMapper.shared().readTree(text));
    } catch (JacksonException broken) {
      return Optional.empty();
    }
  }

  private static void audit(String by, String act, String on) {
    AUDIT
        .atInfo()
        .addKeyValue("key", by)
        .addKeyValue("act", act)
        .addKeyValue("on", on)
        .log("administrator");
  }

  private static void done(ServerResponse response) {
    response.status(Status.NO_CONTENT_204).send();
  }

  private static void send(ServerResponse response, Status status, ObjectNode json) {
    response.headers().set(HeaderNames.CONTENT_TYPE, "application/json");
    response.headers().set(HeaderNames.CACHE_CONTROL, "no-store");
    response.status(status).send(json + "\n");
  }
}
