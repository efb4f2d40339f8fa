package dev.tincan.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tincan.server.auth.Scope;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Every answer of every operation that the description has is given, and is as it says.
@SuppressWarnings("NullAway") // fields that JUnit or a method before each test sets
class DescribedAnswersIT {
  /// Not provoked here: they take a request that is still being served, a full server, a stream
  /// without an end, or leave a server that is of no more use.
  private static final Set<String> LEFT_OUT =
      Set.of(
          "createCall 409",
          "createCall 503",
          "createTurnCredentials 409",
          "adminCreateKey 503",
          "streamEvents 200",
          "adminDrainServer 204");

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /// More wrong keys or tokens than anybody may try in a minute.
  private static final int TOO_MANY = 40;

  /// Which nobody answers.
  private static final String WEBHOOK = "{\"url\":\"http://127.0.0.1:9/\"}";

  /// More than a key may have.
  private static final int WEBHOOKS = 21;

  @TempDir private Path dataDir;
  @TempDir private Path bareDir;

  /// Sends mails, which nobody takes, and has an administrator.
  private ApiRig rig;

  /// Has neither.
  private ApiRig bare;

  private String admin;

  private record Operation(String id, String method, String template, JsonNode described) {
    boolean takesBody() {
      return described.has("requestBody");
    }

    String tag() {
      return described.path("tags").path(0).asString();
    }

    boolean isOfAdmin() {
      return tag().equals("admin");
    }

    boolean namesSomething() {
      return template.contains("{");
    }

    String goodBody() {
      return switch (id) {
        case "createLink" -> "{\"role\":\"guest\"}";
        case "invite" -> "{\"to\":[\"ana@example.org\"]}";
        case "createWebhook" -> WEBHOOK;
        case "adminCreateKey" -> "{\"name\":\"another\"}";
        default -> "{}";
      };
    }
  }

  @BeforeEach
  void start() {
    rig =
        new ApiRig(
            dataDir,
            "--smtp-url=smtp://127.0.0.1:9",
            "--mail-from=calls@example.org",
            "--webhook-allow-private=127.0.0.0/8");
    bare = new ApiRig(bareDir);
    admin = rig.addKey(EnumSet.of(Scope.ADMIN)).unredacted();
  }

  @AfterEach
  void stop() {
    rig.close();
    bare.close();
  }

  @Test
  void everyDescribedAnswerIsGiven() throws Exception {
    JsonNode paths = new OpenApiOracle().root().path("paths");
    var given = new TreeSet<String>();
    var leftOut = new TreeSet<String>();
    // Whoever was refused too often gets nothing more: so that comes last.
    for (boolean last : new boolean[] {false, true}) {
      for (String template : paths.propertyNames()) {
        for (String method : paths.path(template).propertyNames()) {
          JsonNode described = paths.path(template).path(method);
          if (!described.has("operationId")) {
            continue; // Parameters of all methods.
          }
          String id = described.path("operationId").stringValue();
          var operation = new Operation(id, method.toUpperCase(Locale.ROOT), template, described);
          for (String status : described.path("responses").propertyNames()) {
            String wanted = id + " " + status;
            if (LEFT_OUT.contains(wanted)) {
              leftOut.add(wanted);
            } else if (status.equals("429") == last) {
              assertThat(provoke(operation, status)).as(wanted).isEqualTo(Integer.valueOf(status));
              given.add(wanted);
            }
          }
        }
      }
    }
    assertThat(given).hasSizeGreaterThan(150);
    assertThat(leftOut).isEqualTo(LEFT_OUT);
  }

  private int provoke(Operation operation, String status) throws Exception {
    return switch (status) {
      case "429" -> untilRefused(operation);
      case "404" -> missing(operation).send().statusCode();
      case "503" -> good(bare, operation, path(bare, operation)).send().statusCode();
      case "409" -> conflict(operation);
      case "422" -> twice(operation);
      default -> bent(operation, status).send().statusCode();
    };
  }

  /// With what each refusal takes, and as it should be when there is none.
  private ApiRig.Sending bent(Operation operation, String status) throws Exception {
    String path = path(rig, operation);
    boolean query = status.equals("400") && !operation.takesBody();
    ApiRig.Sending sending = good(rig, operation, query ? path + wrongQuery(operation) : path);
    return switch (status) {
      case "304" -> sending.header("If-None-Match", "*");
      case "400" ->
          operation.id().equals("streamEvents")
              ? sending.header("Last-Event-ID", "x")
              : wrongQuery(operation).isEmpty() ? sending.json("{\"odd\":1}") : sending;
      case "401" ->
          operation.id().equals("readCalendarFeed")
              ? rig.to(operation.method(), operation.template() + "?token=x")
              : sending.as("nobody");
      case "403" ->
          sending.as(
              rig.addKey(
                      EnumSet.of(
                          operation.tag().equals("turn") ? Scope.EVENTS_READ : Scope.TURN_WRITE))
                  .unredacted());
      case "412" -> sending.header("If-Match", "\"99\"");
      case "413" -> sending.json("{\"title\":\"" + "x".repeat(20_000) + "\"}");
      case "415" -> sending.body("text/plain", BodyPublishers.ofString("{}"));
      case "428" -> rig.to(operation.method(), path).json("{}");
      default -> sending;
    };
  }

  private static String wrongQuery(Operation operation) {
    return switch (operation.id()) {
      case "listCalls" -> "?limit=0";
      case "listDeliveries", "adminListDeliveries" -> "?before=x";
      case "adminHistory" -> "?since=x";
      default -> "";
    };
  }

  /// What is not there; and all of an administrator's, where there is none.
  private ApiRig.Sending missing(Operation operation) {
    String path = operation.template().replaceAll("\\{call}", "zzzz-zzzzzz-zzzz");
    return good(
        operation.namesSomething() ? rig : bare, operation, path.replaceAll("\\{[a-z]+}", "none"));
  }

  private int conflict(Operation operation) throws Exception {
    if (operation.id().equals("createWebhook")) {
      String other = rig.addKey(Scope.USUAL).unredacted();
      int status = 0;
      for (int i = 0; i < WEBHOOKS; i++) {
        status = good(rig, operation, operation.template()).as(other).send().statusCode();
      }
      return status;
    }
    String call = rig.created("{}").path("id").stringValue();
    assertThat(rig.to("POST", "/calls/" + call + "/end").send().statusCode()).isEqualTo(204);
    String path = operation.template().replace("{call}", call).replace("{link}", "host");
    return good(rig, operation, path).send().statusCode();
  }

  private int twice(Operation operation) throws Exception {
    String path = path(rig, operation);
    String key = "twice" + path;
    good(rig, operation, path).header("Idempotency-Key", key).send();
    return good(rig, operation, path)
        .header("Idempotency-Key", key)
        .json("{ }")
        .send()
        .statusCode();
  }

  private int untilRefused(Operation operation) throws Exception {
    String path = operation.template().replace("{call}", "aaaa-bbbbbb-cccc");
    String token = operation.id().equals("readCalendarFeed") ? "?token=x" : "";
    int status = 0;
    for (int i = 0; i < TOO_MANY && status != 429; i++) {
      status =
          rig.to(operation.method(), path.replaceAll("\\{[a-z]+}", "none") + token)
              .as("nobody")
              .send()
              .statusCode();
    }
    return status;
  }

  private ApiRig.Sending good(ApiRig of, Operation operation, String path) {
    ApiRig.Sending sending = of.to(operation.method(), path);
    if (operation.isOfAdmin() && of.equals(rig)) {
      sending.as(admin);
    }
    if (operation.takesBody()) {
      sending.json(operation.goodBody());
    }
    return operation.id().equals("changeCall") ? sending.header("If-Match", "*") : sending;
  }

  /// With what it names made for it.
  private String path(ApiRig rig, Operation operation) throws Exception {
    String path = operation.template();
    if (path.contains("{call}")) {
      // Only what has a date is in a calendar.
      String plan =
          operation.tag().equals("calendar")
              ? "{\"startsAt\":\"" + Instant.now().plus(Duration.ofDays(1)) + "\"}"
              : "{}";
      path = path.replace("{call}", rig.created(plan).path("id").stringValue());
    }
    if (path.contains("{handle}")) {
      rig.created("{}");
      JsonNode overview = read("/admin/overview");
      path = path.replace("{handle}", overview.at("/calls/0/handle").stringValue());
    }
    if (path.contains("{webhook}")) {
      String webhook = webhook();
      path = path.replace("{webhook}", webhook);
      if (path.contains("{delivery}")) {
        path = path.replace("{delivery}", delivery(webhook));
      }
    }
    if (operation.id().equals("readCalendarFeed")) {
      String feed = ApiRig.json(rig.to("GET", "/calendar").send()).path("feed").stringValue();
      path += feed.substring(feed.indexOf('?'));
    }
    return path.replace("{link}", "host")
        .replace("{key}", path.contains("{key}") ? rig.addKey(Scope.USUAL).id() : "");
  }

  /// The only one of the key, whatever was done to it.
  private String webhook() throws Exception {
    JsonNode there = ApiRig.json(rig.to("GET", "/webhooks").send()).path("webhooks");
    for (JsonNode webhook : there) {
      rig.to("DELETE", "/webhooks/" + webhook.path("id").stringValue()).send();
    }
    HttpResponse<String> made = rig.to("POST", "/webhooks").json(WEBHOOK).send();
    return ApiRig.json(made).path("id").stringValue();
  }

  private String delivery(String webhook) throws Exception {
    rig.created("{}");
    String log = "/webhooks/" + webhook + "/deliveries";
    await()
        .atMost(PATIENCE)
        .until(() -> ApiRig.json(rig.to("GET", log).send()).at("/deliveries/0/id").isString());
    return ApiRig.json(rig.to("GET", log).send()).at("/deliveries/0/id").stringValue();
  }

  private JsonNode read(String path) throws Exception {
    return ApiRig.json(rig.to("GET", path).as(admin).send());
  }
}
