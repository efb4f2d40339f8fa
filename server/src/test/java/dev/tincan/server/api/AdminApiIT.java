package dev.tincan.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tincan.server.TincanServer;
import dev.tincan.server.auth.ApiKey;
import dev.tincan.server.auth.Scope;
import dev.tincan.server.config.ServerConfig;
import dev.tincan.server.store.ApiKeyStore;
import dev.tincan.server.store.ApiKeyStore.StoredKey;
import dev.tincan.server.store.Database;
import dev.tincan.server.testing.TestConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What an administrator sees and does, against a real server.
class AdminApiIT {
  private static final List<String> ROUTES =
      List.of("overview", "history", "keys", "calls/0123/end", "drain", "webhooks", "nothing");

  private final HttpClient client = HttpClient.newHttpClient();
  private final ApiKey admin = ApiKey.random(new SecureRandom());
  private final ApiKey program = ApiKey.random(new SecureRandom());
  @TempDir private Path dataDir;
  private TincanServer server;

  @BeforeEach
  void start() {
    addKey(program, false);
    server = TincanServer.start(config());
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  @Test
  void withoutAnAdminKeyThereIsNoViewAtAll() throws Exception {
    HttpResponse<String> nowhere = page("/nowhere");
    HttpResponse<String> page = page("/admin");
    assertThat(page.statusCode()).isEqualTo(404);
    assertThat(page.body()).isEqualTo(nowhere.body());
    assertThat(page("/admin.html").statusCode()).isEqualTo(404);
    for (String route : ROUTES) {
      HttpResponse<String> elsewhere = get("/api/v1/nowhere", program);
      HttpResponse<String> answer = get("/api/v1/admin/" + route, program);
      refused(answer, 404, "not_found");
      assertThat(answer.body()).isEqualTo(elsewhere.body());
    }
    addKey(admin, true);
    assertThat(page("/admin").statusCode()).isEqualTo(200);
    assertThat(page("/admin").body()).contains("Administration");
    assertThat(page("/admin.html").statusCode()).isEqualTo(404);
  }

  @Test
  void onlyAnAdminKeyOpensTheView() throws Exception {
    addKey(admin, true);
    for (String route : ROUTES) {
      String path = "/api/v1/admin/" + route;
      refused(send(HttpRequest.newBuilder(uri(path)).build()), 401, "key.invalid");
      refused(get(path, program), 403, "scope.missing");
      ApiKey wrongSecret = new ApiKey(admin.id(), ApiKey.random(new SecureRandom()).secret());
      refused(get(path, wrongSecret), 401, "key.invalid");
    }
    assertThat(get("/api/v1/admin/overview", admin).statusCode()).isEqualTo(200);
    refused(get("/api/v1/admin/nothing", admin), 404, "not_found");
  }

  @Test
  void aKeyThatIsRevokedSeesNothingFromThenOn() throws Exception {
    addKey(admin, true);
    assertThat(
            send(HttpRequest.newBuilder(uri("/api/v1/admin/keys/" + admin.id())).DELETE(), admin)
                .statusCode())
        .isEqualTo(204);
    refused(get("/api/v1/admin/overview", admin), 401, "key.invalid");
    assertThat(page("/admin").statusCode()).isEqualTo(404);
  }

  @Test
  void aCallIsSeenButCannotBeJoinedByWhatIsSeen() throws Exception {
    addKey(admin, true);
    String id = createCall();
    String text = get("/api/v1/admin/overview", admin).body();
    assertThat(text).doesNotContain(id).contains(id.substring(id.length() - 4));
    JsonNode call = JsonMapper.shared().readTree(text).path("calls").path(0);
    assertThat(call.path("title").stringValue()).isEqualTo("Choir practice");
    assertThat(call.path("state").stringValue()).isEqualTo("open");
    assertThat(call.path("draining").booleanValue()).isFalse();
    assertThat(call.path("participants").size()).isZero();
  }

  @Test
  void aCallIsEndedOnce() throws Exception {
    addKey(admin, true);
    String id = createCall();
    String end = "/api/v1/admin/calls/" + handle() + "/end";
    assertThat(post(end, "").statusCode()).isEqualTo(204);
    refused(post(end, ""), 404, "call.not_found");
    assertThat(json(get("/api/v1/calls/" + id, program)).path("state").stringValue())
        .isEqualTo("ended");
    refused(post("/api/v1/admin/calls/" + id + "/end", ""), 404, "call.not_found");
  }

  @Test
  void anEmptyCallThatIsDrainedIsOver() throws Exception {
    addKey(admin, true);
    String id = createCall();
    String drain = "/api/v1/admin/calls/" + handle() + "/drain";
    assertThat(post(drain, "").statusCode()).isEqualTo(204);
    assertThat(json(get("/api/v1/calls/" + id, program)).path("endReason").stringValue())
        .isEqualTo("empty");
    refused(post(drain, ""), 404, "call.not_found");
  }

  @Test
  void aDrainedServerIsNotReadyAndSaysSo() throws Exception {
    addKey(admin, true);
    assertThat(page("/readyz").statusCode()).isEqualTo(200);
    assertThat(post("/api/v1/admin/drain", "").statusCode()).isEqualTo(204);
    assertThat(page("/readyz").statusCode()).isEqualTo(503);
    assertThat(json(get("/api/v1/admin/overview", admin)).path("draining").booleanValue()).isTrue();
  }

  @Test
  void aKeyIsMadeShownOnceAndRevoked() throws Exception {
    addKey(admin, true);
    HttpResponse<String> created = post("/api/v1/admin/keys", "{\"name\":\" appointments \"}");
    assertThat(created.statusCode()).isEqualTo(201);
    ApiKey made = ApiKey.parse(json(created).path("key").stringValue()).orElseThrow();
    assertThat(get("/api/v1/calls/aaaa-bbbbbb-cccc", made).statusCode()).isEqualTo(404);
    refused(get("/api/v1/admin/overview", made), 403, "scope.missing");

    HttpResponse<String> list = get("/api/v1/admin/keys", admin);
    assertThat(list.body()).contains("\"appointments\"").doesNotContain(made.secret().unredacted());
    assertThat(json(list).path("yours").stringValue()).isEqualTo(admin.id());

    var revoke = HttpRequest.newBuilder(uri("/api/v1/admin/keys/" + made.id())).DELETE();
    assertThat(send(revoke, admin).statusCode()).isEqualTo(204);
    refused(send(revoke, admin), 404, "not_found");
    refused(get("/api/v1/calls/aaaa-bbbbbb-cccc", made), 401, "key.invalid");
  }

  @Test
  void aKeyWithoutANameIsRefused() throws Exception {
    addKey(admin, true);
    for (String body :
        List.of(
            "",
            "[]",
            "{",
            "{\"name\":7}",
            "{\"name\":\" \"}",
            "{\"name\":\"x\",\"admin\":1}",
            "{\"name\":\"x\",\"odd\":1}",
            "{\"name\":\"" + "x".repeat(61) + "\"}")) {
      refused(post("/api/v1/admin/keys", body), 400, "request.invalid");
    }
  }

  @Test
  void theHistoryTellsWhatIsNewSinceAMoment() throws Exception {
    addKey(admin, true);
    JsonNode all = json(get("/api/v1/admin/history", admin));
    assertThat(all.path("everySeconds").intValue()).isEqualTo(10);
    String later = Instant.now().plusSeconds(60).toString();
    assertThat(json(get("/api/v1/admin/history?since=" + later, admin)).path("samples").size())
        .isZero();
    refused(get("/api/v1/admin/history?since=yesterday", admin), 400, "request.invalid");
  }

  @Test
  void whoAsksTooOftenIsTold() throws Exception {
    addKey(admin, true);
    HttpResponse<String> answer = get("/api/v1/admin/keys", admin);
    for (int i = 0; i < 1_300 && answer.statusCode() == 200; i++) {
      answer = get("/api/v1/admin/keys", admin);
    }
    refused(answer, 429, "rate_limited");
  }

  private String createCall() throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri("/api/v1/calls"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("{\"title\":\"Choir practice\"}"));
    return json(send(request, program)).path("id").stringValue();
  }

  private String handle() throws Exception {
    return json(get("/api/v1/admin/overview", admin))
        .path("calls")
        .path(0)
        .path("handle")
        .stringValue();
  }

  private void addKey(ApiKey added, boolean isAdmin) {
    try (Database database = Database.open(dataDir)) {
      new ApiKeyStore(database)
          .add(
              new StoredKey(
                  added.id(),
                  "tests",
                  added.secret().hash(),
                  isAdmin ? Set.of(Scope.ADMIN) : Scope.USUAL,
                  Instant.now(),
                  Optional.empty()));
    }
  }

  private HttpResponse<String> page(String path) throws Exception {
    return send(HttpRequest.newBuilder(uri(path)).header("Accept", "text/html").build());
  }

  private HttpResponse<String> get(String path, ApiKey key) throws Exception {
    return send(HttpRequest.newBuilder(uri(path)), key);
  }

  private HttpResponse<String> post(String path, String body) throws Exception {
    return send(
        HttpRequest.newBuilder(uri(path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)),
        admin);
  }

  private HttpResponse<String> send(HttpRequest.Builder request, ApiKey key)
      throws IOException, InterruptedException {
    return send(request.setHeader("Authorization", "Bearer " + key.unredacted()).build());
  }

  private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    return client.send(request, BodyHandlers.ofString());
  }

  private URI uri(String path) {
    return URI.create("http://localhost:" + server.httpPort() + path);
  }

  private static JsonNode json(HttpResponse<String> response) {
    return JsonMapper.shared().readTree(response.body());
  }

  private static void refused(HttpResponse<String> response, int status, String code) {
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(json(response).path("code").stringValue()).isEqualTo(code);
  }

  private ServerConfig config() {
    return TestConfig.of(dataDir);
  }
}
