package dev.tincan.server.signaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tincan.server.TincanServer;
import dev.tincan.server.auth.ApiKey;
import dev.tincan.server.auth.Scope;
import dev.tincan.server.config.InvalidConfig;
import dev.tincan.server.config.PostgresUrl;
import dev.tincan.server.config.ServerConfig;
import dev.tincan.server.config.ServerOptions;
import dev.tincan.server.store.ApiKeyStore;
import dev.tincan.server.store.ApiKeyStore.StoredKey;
import dev.tincan.server.store.Database;
import dev.tincan.server.store.ParticipantStore;
import dev.tincan.server.testing.TestPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A server with its calls in PostgreSQL, which goes away and comes back.
class DatabaseAwayIT {
  private static final String HELLO = "{\"type\":\"hello\",\"v\":1}";
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final PostgresUrl database = TestPostgres.freshDatabase();
  private final ApiKey key = ApiKey.random(new SecureRandom());
  @TempDir private Path dataDir;

  @Test
  void callsGoOnNewOnesAreRefusedAndItComesBackByItself() throws Exception {
    addKey();
    try (HttpClient http = HttpClient.newHttpClient();
        TincanServer server = TincanServer.start(config());
        TestCarrier ana = TestCarrier.webSocket(server.httpPort(), HELLO);
        TestCarrier ben = TestCarrier.webSocket(server.httpPort(), HELLO)) {
      int port = server.httpPort();
      assertThat(create(http, port).statusCode()).isEqualTo(201);
      ana.next();
      String benId = ben.next().path("participant").stringValue();
      ana.send(join(1, "Ana"));
      assertThat(type(ana)).isEqualTo("callJoined");

      goAway();
      await().atMost(PATIENCE).until(() -> ready(http, port).statusCode() == 503);
      assertThat(ready(http, port).body()).contains("the database is away");
      HttpResponse<String> refused = create(http, port);
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.headers().firstValue("Retry-After")).isPresent();
      assertThat(JsonMapper.shared().readTree(refused.body()).path("code").stringValue())
          .isEqualTo("server.unavailable");
      ben.send(join(1, "Ben"));
      assertThat(type(ben)).isEqualTo("callJoined");
      assertThat(type(ana)).isEqualTo("participantJoined");
      ana.send(
          "{\"seq\":2,\"ack\":0,\"type\":\"createOffer\",\"to\":\"%s\",\"body\":{\"sdp\":\"v=0\",\"offerId\":\"o\"}}"
              .formatted(benId));
      assertThat(type(ben)).isEqualTo("createOffer");
      ana.send("{\"seq\":3,\"ack\":0,\"id\":\"r3\",\"type\":\"createCall\",\"body\":{}}");
      JsonNode answer = said(ana);
      assertThat(answer.path("body").path("code").asString(answer.toString()))
          .isEqualTo("server.unavailable");

      comeBack();
      await().atMost(PATIENCE).until(() -> ready(http, port).statusCode() == 200);
      assertThat(create(http, port).statusCode()).isEqualTo(201);
      // Who came in while it was away is stored now.
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(stored()).containsExactly("Ana", "Ben"));
    }
  }

  @Test
  void aCallIsThereAfterARestartAndNoSecondServerTouchesIt() throws Exception {
    addKey();
    String call;
    try (HttpClient http = HttpClient.newHttpClient()) {
      try (TincanServer server = TincanServer.start(config())) {
        call = create(http, server.httpPort()).headers().firstValue("Location").orElseThrow();
        assertThatThrownBy(() -> TincanServer.start(config()))
            .isInstanceOf(InvalidConfig.class)
            .hasMessageContaining("Another Tincan uses the database");
      }
      try (TincanServer server = TincanServer.start(config())) {
        HttpRequest asked = request(server.httpPort(), call).build();
        JsonNode found =
            JsonMapper.shared().readTree(http.send(asked, BodyHandlers.ofString()).body());
        assertThat(found.path("state").stringValue()).isEqualTo("open");
      }
    }
  }

  private void goAway() {
    TestPostgres.execute("ALTER DATABASE " + database.database() + " ALLOW_CONNECTIONS false");
    TestPostgres.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '"
            + database.database()
            + "'");
  }

  private void comeBack() {
    TestPostgres.execute("ALTER DATABASE " + database.database() + " ALLOW_CONNECTIONS true");
  }

  private List<String> stored() {
    try (Database beside = Database.open(config())) {
      return new ParticipantStore(beside)
          .load().stream().map(stored -> stored.participant().name()).toList();
    }
  }

  private void addKey() {
    try (Database beside = Database.open(config())) {
      new ApiKeyStore(beside)
          .add(
              new StoredKey(
                  key.id(),
                  "tests",
                  key.secret().hash(),
                  Scope.USUAL,
                  Instant.now(),
                  Optional.empty()));
    }
  }

  private HttpResponse<String> create(HttpClient http, int port) throws Exception {
    return http.send(
        request(port, "/api/v1/calls")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("{}"))
            .build(),
        BodyHandlers.ofString());
  }

  private static HttpResponse<String> ready(HttpClient http, int port)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/readyz")).build(),
        BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(int port, String path) {
    return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
        .header("Authorization", "Bearer " + key.unredacted());
  }

  /// What is said next; how far the other side has come is not.
  private static JsonNode said(TestCarrier carrier) throws Exception {
    JsonNode frame = carrier.next();
    while (frame.path("type").asString("").equals("ack")) {
      frame = carrier.next();
    }
    return frame;
  }

  private static String type(TestCarrier client) throws Exception {
    return said(client).path("type").stringValue();
  }

  private static String join(int seq, String name) {
    return "{\"seq\":%d,\"ack\":0,\"id\":\"r%d\",\"type\":\"joinCall\",\"body\":{\"call\":\"tea\",\"name\":\"%s\",\"media\":{\"audio\":true,\"video\":true}}}"
        .formatted(seq, seq, name);
  }

  private ServerConfig config() {
    var options = new ServerOptions();
    new CommandLine(options)
        .parseArgs(
            "--http-port=0",
            "--turn-port=0",
            "--data-dir=" + dataDir,
            "--database-url=postgresql://%s:%s@%s/%s"
                .formatted(
                    database.user(),
                    database.password().orElseThrow().unredacted(),
                    database.place(),
                    database.database()));
    return options.toConfig();
  }
}
