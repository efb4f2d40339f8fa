package dev.tincan.server.api;

import dev.tincan.calls.CallOverview;
import dev.tincan.calls.call.CallRef;
import dev.tincan.server.auth.ApiKey;
import dev.tincan.server.auth.Scope;
import dev.tincan.server.events.Webhooks;
import dev.tincan.server.ops.ErrorNotes;
import dev.tincan.server.ops.History;
import dev.tincan.server.ops.RelayWatch.Flow;
import dev.tincan.server.store.ApiKeyStore;
import dev.tincan.server.store.ApiKeyStore.StoredKey;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
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

  private final AdminDesk desk;
  private final ApiKeyStore keys;
  private final Notes notes;
  private final Instant startedAt;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();
  private final CallHandles handles = new CallHandles(random);
  private final AdminWebhooks webhooks;
  private final AdminGate gate;

  /// What the server remembers of itself.
  ///
  /// @param version of the program
  public record Notes(History history, ErrorNotes errors, String version) {}

  public AdminApi(
      AdminDesk desk, ApiKeyStore keys, Webhooks webhooks, Notes notes, InstantSource clock) {
    this.desk = desk;
    this.keys = keys;
    this.notes = notes;
    this.startedAt = clock.instant();
    this.clock = clock;
    this.webhooks = new AdminWebhooks(webhooks, keys, clock);
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
        .get("/webhooks", gate.behind(webhooks::list))
        .delete("/webhooks/{webhook}", gate.behind(webhooks.delete()))
        .post("/webhooks/{webhook}/test", gate.behind(webhooks.test()))
        .post("/webhooks/{webhook}/enable", gate.behind(webhooks.enable()))
        .post("/webhooks/{webhook}/disable", gate.behind(webhooks.disable()))
        .get("/webhooks/{webhook}/deliveries", gate.behind(webhooks.deliveries()))
        .post("/webhooks/{webhook}/deliveries/{delivery}/replay", gate.behind(webhooks.replay()))
        .any(gate.behind((_, _) -> Problem.NOT_FOUND.answer("There is nothing at this address.")));
  }

  private Answer overview(ServerRequest request, String by) {
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
    return Answer.json(200, json);
  }

  private Answer history(ServerRequest request, String by) throws Refused {
    Instant since;
    try {
      since = request.query().first("since").map(Instant::parse).orElse(Instant.EPOCH);
    } catch (DateTimeParseException wrong) {
      throw Members.wrong("'since' is a moment such as 2026-11-21T20:00:00Z.");
    }
    ObjectNode json = JsonMapper.shared().createObjectNode();
    json.put("everySeconds", History.EVERY.toSeconds());
    json.set("samples", AdminJson.samples(notes.history().since(since)));
    return Answer.json(200, json);
  }

  private AdminGate.Act onCall(String name, Predicate<CallRef> act) {
    return (request, by) -> {
      String handle = request.path().pathParameters().first("handle").orElse("");
      Optional<CallRef> call = handles.find(handle, desk.callRefs());
      if (call.isEmpty() || !act.test(call.get())) {
        throw Problem.CALL_NOT_FOUND.refused("This call is over, or has not begun.");
      }
      AdminLog.note(by, name + " call", handle);
      return Answer.empty(204);
    };
  }

  private Answer drain(ServerRequest request, String by) {
    AdminLog.note(by, "drain server", "");
    desk.drainServer();
    return Answer.empty(204);
  }

  private Answer listKeys(ServerRequest request, String by) {
    ObjectNode json = JsonMapper.shared().createObjectNode();
    var list = json.putArray("keys");
    keys.list().stream().map(AdminJson::key).forEach(list::add);
    // Whoever looks sees which one it is before revoking it.
    json.put("yours", by);
    return Answer.json(200, json);
  }

  private Answer createKey(ServerRequest request, String by) throws Refused {
    Members members = Body.json(request, Body.read(request), Set.of("name", "admin"));
    Optional<String> name = members.text("name", NAME_MAX);
    boolean admin = members.yesOrNo("admin").orElse(false);
    if (name.isEmpty()) {
      throw Members.wrong(
          "'name' has 1 to " + NAME_MAX + " characters that say what the key is for.");
    }
    if (keys.list().size() >= KEYS_MAX) {
      throw Problem.SERVER_FULL.refused(
          "There are " + KEYS_MAX + " keys, which is as many as there may be.");
    }
    ApiKey key = ApiKey.random(random);
    var stored =
        new StoredKey(
            key.id(),
            name.get(),
            key.secret().hash(),
            admin ? Set.of(Scope.ADMIN) : Scope.USUAL,
            clock.instant(),
            Optional.empty());
    keys.add(stored);
    AdminLog.note(by, admin ? "create admin key" : "create key", key.id());
    return Answer.json(201, AdminJson.key(stored).put("key", key.unredacted()));
  }

  private Answer revokeKey(ServerRequest request, String by) throws Refused {
    String id = request.path().pathParameters().first("key").orElse("");
    if (!keys.revoke(id, clock.instant())) {
      throw Problem.NOT_FOUND.refused("There is no key of this id in use.");
    }
    AdminLog.note(by, "revoke key", id);
    return Answer.empty(204);
  }
}
