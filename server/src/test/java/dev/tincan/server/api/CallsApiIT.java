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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The integration API against a real server.
class CallsApiIT {
  private static final String UNKNOWN = "/api/v1/calls/aaaa-bbbbbb-cccc";

  private final HttpClient client = HttpClient.newHttpClient();
  private final ApiKey key = ApiKey.random(new SecureRandom());
  @TempDir private Path dataDir;
  private TincanServer server;

  @BeforeEach
  void start() {
    addKey(key);
    server = TincanServer.start(config());
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  @Test
  void aCallIsCreatedAndFoundAgain() throws Exception {
    HttpResponse<String> created = create("{\"title\":\" Choir practice \"}");
    assertThat(created.statusCode()).isEqualTo(201);
    JsonNode call = json(created);
    String path = created.headers().firstValue("Location").orElseThrow();
    assertThat(path).isEqualTo("/api/v1/calls/" + call.path("id").stringValue());
    assertThat(call.path("title").stringValue()).isEqualTo("Choir practice");
    assertThat(call.path("state").stringValue()).isEqualTo("open");
    String link =
        "http://localhost:%d/c/%s".formatted(server.httpPort(), call.path("id").stringValue());
    assertThat(call.path("link").stringValue()).isEqualTo(link);
    assertThat(call.path("hostLink").stringValue()).matches(link + "#host=[A-Za-z0-9_-]{43}");

    JsonNode found = json(get(path));
    assertThat(found.has("hostLink")).isFalse();
    assertThat(found.path("title").stringValue()).isEqualTo("Choir practice");
    assertThat(found.path("participants").size()).isZero();
  }

  @Test
  void aCallThatWasAnsweredIsThereAfterARestart() throws Exception {
    String path = create("{}").headers().firstValue("Location").orElseThrow();
    server.close();
    server = TincanServer.start(config());
    assertThat(json(get(path)).path("state").stringValue()).isEqualTo("open");
  }

  @Test
  void aCallEndsOnce() throws Exception {
    String path = create("{}").headers().firstValue("Location").orElseThrow();
    assertThat(post(path + "/end", "").statusCode()).isEqualTo(204);
    refused(post(path + "/end", ""), 409, "call.ended");
    JsonNode over = json(get(path));
    assertThat(over.path("state").stringValue()).isEqualTo("ended");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "7",
        "{\"title\":7}",
        "{\"name\":\"x\"}",
        "{\"title\":\"\\ud800\"} x"
      })
  void aBodyThatIsNoneIsRefused(String body) throws Exception {
    refused(create(body), 400, "request.invalid");
  }

  @Test
  void aTitleThatIsTooLongIsRefused() throws Exception {
    refused(create("{\"title\":\"" + "x".repeat(101) + "\"}"), 400, "request.invalid");
    assertThat(create("{\"title\":\"" + "\uD83D\uDE00".repeat(100) + "\"}").statusCode())
        .isEqualTo(201);
  }

  @Test
  void aBodyThatIsTooLargeIsRefused() throws Exception {
    refused(create("{\"title\":\"" + "x".repeat(20_000) + "\"}"), 413, "request.too_large");
  }

  @Test
  void anotherTypeOfBodyIsRefused() throws Exception {
    HttpRequest request =
        request("/api/v1/calls", key.unredacted())
            .header("Content-Type", "text/plain")
            .POST(BodyPublishers.ofString("{}"))
            .build();
    refused(send(request), 415, "request.media_type");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /api/v1/calls/aaaa-bbbbbb-cccc, 404, call.not_found",
    "GET, /api/v1/calls/nonsense, 404, call.not_found",
    "POST, /api/v1/calls/aaaa-bbbbbb-cccc/end, 404, call.not_found",
    "DELETE, /api/v1/calls/aaaa-bbbbbb-cccc, 404, call.not_found",
    "PUT, /api/v1/calls/aaaa-bbbbbb-cccc, 405, method.not_allowed",
    "PUT, /api/v1/calls, 405, method.not_allowed",
    "GET, /api/v1/nothing, 404, not_found"
  })
  void whatIsNotThereIsSaidToBeNot(String method, String path, int status, String code)
      throws Exception {
    HttpRequest request =
        request(path, key.unredacted()).method(method, BodyPublishers.noBody()).build();
    refused(send(request), status, code);
  }

  @Test
  void withoutAKeyNothingIsTold() throws Exception {
    for (String path : List.of("/api/v1/calls", UNKNOWN, "/api/v1/nothing")) {
      refused(send(HttpRequest.newBuilder(uri(path)).build()), 401, "key.invalid");
    }
    ApiKey stranger = ApiKey.random(new SecureRandom());
    refused(send(request(UNKNOWN, stranger.unredacted()).build()), 401, "key.invalid");
    ApiKey otherSecret = new ApiKey(key.id(), stranger.secret());
    refused(send(request(UNKNOWN, otherSecret.unredacted()).build()), 401, "key.invalid");
  }

  @Test
  void aRevokedKeyOpensNothingFromThenOn() throws Exception {
    assertThat(create("{}").statusCode()).isEqualTo(201);
    try (Database database = Database.open(dataDir)) {
      assertThat(new ApiKeyStore(database).revoke(key.id(), Instant.now())).isTrue();
      assertThat(new ApiKeyStore(database).revoke(key.id(), Instant.now())).isFalse();
    }
    refused(create("{}"), 401, "key.invalid");
  }

  @Test
  void whoTriesWrongKeysIsSlowedAndToldForHowLong() throws Exception {
    HttpRequest wrong = request(UNKNOWN, ApiKey.random(new SecureRandom()).unredacted()).build();
    HttpResponse<String> answer = send(wrong);
    for (int i = 0; i < 40 && answer.statusCode() == 401; i++) {
      answer = send(wrong);
    }
    refused(answer, 429, "rate_limited");
    assertThat(answer.headers().firstValueAsLong("Retry-After").orElseThrow()).isBetween(1L, 60L);
  }

  @Test
  void theRateIsToldWithEveryAnswer() throws Exception {
    HttpResponse<String> created = create("{}");
    assertThat(created.headers().firstValue("RateLimit-Policy"))
        .contains("\"requests\";q=30000;w=60");
    assertThat(created.headers().firstValue("RateLimit").orElseThrow())
        .matches("\"requests\";r=29\\d\\d\\d;t=\\d+");
  }

  private void addKey(ApiKey added) {
    try (Database database = Database.open(dataDir)) {
      new ApiKeyStore(database)
          .add(
              new StoredKey(
                  added.id(),
                  "tests",
                  added.secret().hash(),
                  Scope.USUAL,
                  Instant.now(),
                  Optional.empty()));
    }
  }

  private HttpResponse<String> create(String body) throws Exception {
    return post("/api/v1/calls", body);
  }

  private HttpResponse<String> post(String path, String body) throws Exception {
    return send(
        request(path, key.unredacted())
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build());
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send(request(path, key.unredacted()).build());
  }

  private HttpRequest.Builder request(String path, String bearer) {
    return HttpRequest.newBuilder(uri(path)).header("Authorization", "Bearer " + bearer);
  }

  private URI uri(String path) {
    return URI.create("http://localhost:" + server.httpPort() + path);
  }

  private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    return client.send(request, BodyHandlers.ofString());
  }

  private static JsonNode json(HttpResponse<String> response) {
    return JsonMapper.shared().readTree(response.body());
  }

  private static void refused(HttpResponse<String> response, int status, String code) {
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(json(response).path("code").stringValue()).isEqualTo(code);
    assertThat(json(response).path("status").intValue()).isEqualTo(status);
    assertThat(json(response).path("detail").stringValue()).isNotBlank();
  }

  private ServerConfig config() {
    return TestConfig.of(dataDir);
  }
}
