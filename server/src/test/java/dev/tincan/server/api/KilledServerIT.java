package dev.tincan.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tincan.server.Main;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A server that is killed while calls are made.
class KilledServerIT {
  private static final int CREATES = 1_000;
  private static final int CLIENTS = 8;

  @TempDir private Path dataDir;
  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void everyCallThatWasAnsweredIsThereAndNoneByHalf() throws Exception {
    String key;
    try (var rig = new ApiRig(dataDir)) {
      key = rig.key.unredacted();
    }
    // Ids of the calls that were answered, with their host keys.
    Map<String, String> answered = new ConcurrentHashMap<>();
    int port = freePort();
    Process server = start(port);
    try (var clients = Executors.newFixedThreadPool(CLIENTS)) {
      awaitUp(port);
      var left = new AtomicInteger(CREATES);
      for (int i = 0; i < CLIENTS; i++) {
        var _ =
            clients.submit(() -> {
              while (left.getAndDecrement() > 0) {
                JsonNode call = create(port, key);
                answered.put(call.path("id").stringValue(), ApiRig.hostKey(call));
              }
              return null;
            });
      }
      await().atMost(Duration.ofMinutes(2)).until(() -> answered.size() > CREATES / 2);
      server.destroyForcibly().waitFor();
    } finally {
      server.destroyForcibly();
    }
    assertThat(answered.size()).isLessThan(CREATES);

    try (var rig = new ApiRig(dataDir)) {
      for (Map.Entry<String, String> call : answered.entrySet()) {
        var found = rig.to("GET", "/calls/" + call.getKey()).as(call.getValue()).send();
        assertThat(found.statusCode()).isEqualTo(200);
        assertThat(ApiRig.json(found).path("state").stringValue()).isEqualTo("open");
      }
      int stored = 0;
      String next = "?limit=100";
      while (!next.isEmpty()) {
        JsonNode page = ApiRig.json(rig.to("GET", "/calls" + next).as(key).send());
        for (JsonNode call : page.path("calls")) {
          stored++;
          String links = "/calls/" + call.path("id").stringValue() + "/links";
          JsonNode host = ApiRig.json(rig.to("GET", links).as(key).send()).path("links").path(0);
          assertThat(host.path("role").stringValue()).isEqualTo("host");
        }
        next = page.has("next") ? "?limit=100&cursor=" + page.path("next").stringValue() : "";
      }
      assertThat(stored).isBetween(answered.size(), answered.size() + CLIENTS);
    }
  }

  private JsonNode create(int port, String key) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(uri(port, "/api/v1/calls"))
            .header("Authorization", "Bearer " + key)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("{\"title\":\"Counted\"}"))
            .build();
    HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(201);
    return JsonMapper.shared().readTree(answer.body());
  }

  private Process start(int port) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "--http-port=" + port,
            "--turn-port=" + freePort(),
            "--data-dir=" + dataDir)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private void awaitUp(int port) {
    HttpRequest ready = HttpRequest.newBuilder(uri(port, "/readyz")).build();
    await()
        .atMost(2, TimeUnit.MINUTES)
        .ignoreExceptions()
        .until(() -> client.send(ready, BodyHandlers.ofString()).statusCode() == 200);
  }

  private static URI uri(int port, String path) {
    return URI.create("http://localhost:" + port + path);
  }

  private static int freePort() throws IOException {
    try (var probe = new ServerSocket(0)) {
      return probe.getLocalPort();
    }
  }
}
