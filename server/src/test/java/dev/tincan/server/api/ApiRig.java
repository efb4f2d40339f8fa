package dev.tincan.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tincan.server.TincanServer;
import dev.tincan.server.auth.ApiKey;
import dev.tincan.server.auth.Scope;
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
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A real server and programs with keys. What it answers is held against its description.
final class ApiRig implements AutoCloseable {
  /// May do all but an administrator's things.
  final ApiKey key;

  private final Path dataDir;
  private final String[] options;
  private final OpenApiOracle oracle = new OpenApiOracle();
  private final HttpClient client = HttpClient.newHttpClient();
  private TincanServer server;

  ApiRig(Path dataDir, String... options) {
    this.dataDir = dataDir;
    this.options = options;
    key = addKey(Scope.USUAL);
    server = TincanServer.start(TestConfig.of(dataDir, options));
  }

  void restart() {
    server.close();
    server = TincanServer.start(TestConfig.of(dataDir, options));
  }

  ApiKey addKey(Set<Scope> scopes) {
    ApiKey added = ApiKey.random(new SecureRandom());
    try (Database database = Database.open(dataDir)) {
      new ApiKeyStore(database)
          .add(
              new StoredKey(
                  added.id(),
                  "tests",
                  added.secret().hash(),
                  scopes,
                  Instant.now(),
                  Optional.empty()));
    }
    return added;
  }

  int port() {
    return server.httpPort();
  }

  URI uri(String path) {
    return URI.create("http://localhost:" + server.httpPort() + path);
  }

  /// A request in whose path `/api/v1` is left out.
  Sending to(String method, String path) {
    return new Sending(method, path, key.unredacted());
  }

  HttpResponse<String> create(String plan) throws Exception {
    return to("POST", "/calls").json(plan).send();
  }

  /// A call that is there, with its host link.
  JsonNode created(String plan) throws Exception {
    HttpResponse<String> answer = create(plan);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return json(answer);
  }

  static JsonNode json(HttpResponse<String> response) {
    return JsonMapper.shared().readTree(response.body());
  }

  static String hostKey(JsonNode created) {
    return secretOf(created.path("hostLink").stringValue());
  }

  static String secretOf(String link) {
    return link.substring(link.indexOf('=') + 1);
  }

  static void refused(HttpResponse<String> response, int status, String code) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(json(response).path("code").stringValue()).isEqualTo(code);
    assertThat(json(response).path("status").intValue()).isEqualTo(status);
    assertThat(json(response).path("detail").stringValue()).isNotBlank();
  }

  @Override
  public void close() {
    client.close();
    server.close();
  }

  /// One request as it is put together.
  final class Sending {
    private final String method;
    private final String path;
    private final HttpRequest.Builder request;
    private HttpRequest.BodyPublisher body = BodyPublishers.noBody();

    private Sending(String method, String path, String bearer) {
      this.method = method;
      this.path = path;
      request = HttpRequest.newBuilder(uri("/api/v1" + path));
      as(bearer);
    }

    Sending as(String bearer) {
      request.setHeader("Authorization", "Bearer " + bearer);
      return this;
    }

    Sending header(String name, String value) {
      request.setHeader(name, value);
      return this;
    }

    Sending json(String text) {
      return body("application/json", BodyPublishers.ofString(text));
    }

    Sending body(String type, HttpRequest.BodyPublisher publisher) {
      request.setHeader("Content-Type", type);
      body = publisher;
      return this;
    }

    HttpResponse<String> send() throws IOException, InterruptedException {
      HttpResponse<String> answer =
          client.send(request.method(method, body).build(), BodyHandlers.ofString());
      oracle.check(method, path, answer);
      return answer;
    }
  }
}
