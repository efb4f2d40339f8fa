package dev.tincan.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tincan.server.auth.Scope;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Every answer of every operation that the description has is given, and is as it says.
@SuppressWarnings("NullAway") // fields that JUnit or a method before each test sets
class DescribedAnswersIT {
  /// Tested elsewhere: they take a request that is still being served, and a full server.
  private static final Set<String> ELSEWHERE =
      Set.of("createCall 409", "createTurnCredentials 409", "createCall 503");

  /// Webhooks, calendars and what the administrator asks have tests of their own.
  private static final Set<String> TAGS = Set.of("calls", "links", "turn");

  @TempDir private Path dataDir;
  private ApiRig rig;
  private String narrow;

  private record Operation(String id, String method, String template, JsonNode described) {
    boolean takesBody() {
      return described.has("requestBody");
    }

    String goodBody() {
      return id.equals("createLink") ? "{\"role\":\"guest\"}" : takesBody() ? "{}" : "";
    }
  }

  @Test
  void everyDescribedAnswerIsGiven() throws Exception {
    var description = new OpenApiOracle();
    var missing = new TreeSet<>(description.described(TAGS));
    missing.removeAll(ELSEWHERE);
    JsonNode paths = description.root().path("paths");
    rig = new ApiRig(dataDir);
    try {
      narrow = rig.addKey(Set.of(Scope.EVENTS_READ)).unredacted();
      // Whoever was refused too often gets nothing more: so that comes last.
      for (boolean last : new boolean[] {false, true}) {
        if (last) {
          for (int i = 0; i < 21; i++) {
            rig.to("GET", "/calls").as("nobody").send();
          }
        }
        for (String template : paths.propertyNames()) {
          for (String method : paths.path(template).propertyNames()) {
            JsonNode described = paths.path(template).path(method);
            if (!TAGS.contains(described.path("tags").path(0).asString(""))) {
              continue;
            }
            String id = described.path("operationId").stringValue();
            var operation = new Operation(id, method.toUpperCase(Locale.ROOT), template, described);
            for (String status : described.path("responses").propertyNames()) {
              if (status.equals("429") == last && !ELSEWHERE.contains(id + " " + status)) {
                int given = provoke(operation, status);
                assertThat(given).as(id + " " + status).isEqualTo(Integer.parseInt(status));
                missing.remove(id + " " + status);
              }
            }
          }
        }
      }
    } finally {
      rig.close();
    }
    assertThat(missing).isEmpty();
  }

  private int provoke(Operation operation, String status) throws Exception {
    boolean refusedAnyway = status.equals("429");
    String call = refusedAnyway ? "aaaa-bbbbbb-cccc" : rig.created("{}").path("id").stringValue();
    String path = operation.template().replace("{call}", call).replace("{link}", "host");
    if (status.equals("404")) {
      path = operation.template().replace("{call}", "zzzz-zzzzzz-zzzz").replace("{link}", "host");
    }
    if (status.equals("400") && operation.id().equals("listCalls")) {
      path += "?limit=0";
    }
    if (status.equals("409")) {
      assertThat(rig.to("POST", "/calls/" + call + "/end").send().statusCode()).isEqualTo(204);
    }
    if (status.equals("422")) {
      good(operation, path).header("Idempotency-Key", "twice" + path).send();
    }
    ApiRig.Sending sending = good(operation, path);
    switch (status) {
      case "304" -> sending.header("If-None-Match", "*");
      case "400" -> {
        if (!operation.id().equals("listCalls")) {
          sending.json("{\"odd\":1}");
        }
      }
      case "401" -> sending.as("nobody");
      case "403" -> sending.as(narrow);
      case "412" -> sending.header("If-Match", "\"99\"");
      case "413" -> sending.json("{\"title\":\"" + "x".repeat(20_000) + "\"}");
      case "415" -> sending.body("text/plain", BodyPublishers.ofString("{}"));
      case "422" -> sending.header("Idempotency-Key", "twice" + path).json("{ }");
      case "428" -> {
        return rig.to(operation.method(), path).json("{}").send().statusCode();
      }
      default -> {}
    }
    return sending.send().statusCode();
  }

  private ApiRig.Sending good(Operation operation, String path) {
    ApiRig.Sending sending = rig.to(operation.method(), path);
    if (operation.takesBody()) {
      sending.json(operation.goodBody());
    }
    return operation.id().equals("changeCall") ? sending.header("If-Match", "*") : sending;
  }
}
