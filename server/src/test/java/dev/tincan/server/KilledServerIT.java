package dev.tincan.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tincan.server.auth.ApiKey;
import dev.tincan.server.auth.Scope;
import dev.tincan.server.store.ApiKeyStore;
import dev.tincan.server.store.ApiKeyStore.StoredKey;
import dev.tincan.server.store.Database;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server in a process of its own that is killed, and the commands beside it.
class KilledServerIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Pattern PORT = Pattern.compile("http://localhost:(\\d+)");

  @TempDir private Path folder;
  private final ApiKey key = ApiKey.random(new SecureRandom());

  @Test
  void aCallOfAKilledServerIsInTheBackup() throws Exception {
    Path dataDir = folder.resolve("data");
    Path restored = folder.resolve("restored");
    String backup = folder.resolve("backup.zip").toString();
    addKey(dataDir);
    String call;
    try (HttpClient http = HttpClient.newHttpClient()) {
      Process killed = start(dataDir);
      try {
        call = create(http, port("data")).headers().firstValue("Location").orElseThrow();
        assertThat(run("backup", backup, "--data-dir=" + dataDir)).isZero();
        assertThat(run("backup", backup, "--data-dir=" + dataDir)).isEqualTo(2);
        assertThat(run("forget", "--name=Ben", "--data-dir=" + dataDir)).isZero();
        assertThat(run("forget", "--data-dir=" + dataDir)).isEqualTo(2);
        assertThat(run("--http-port=0", "--turn-port=0", "--data-dir=" + dataDir)).isEqualTo(2);
      } finally {
        killed.destroyForcibly().waitFor();
      }

      assertThat(run("restore", backup, "--data-dir=" + restored)).isZero();
      assertThat(run("restore", backup, "--data-dir=" + dataDir)).isEqualTo(2);
      Process again = start(restored);
      try {
        HttpRequest asked = request(port("restored"), call).build();
        assertThat(http.send(asked, BodyHandlers.ofString()).body()).contains("\"state\":\"open\"");
      } finally {
        again.destroyForcibly().waitFor();
      }
    }
  }

  private static int run(String... args) {
    return Main.run(args, Map.of());
  }

  private Process start(Path dataDir) throws IOException {
    Path log = folder.resolve(dataDir.getFileName() + ".log");
    return new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "--http-port=0",
                "--turn-port=0",
                "--data-dir=" + dataDir))
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  private int port(String name) {
    Path log = folder.resolve(name + ".log");
    return Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> PORT.matcher(Files.readString(log)), Matcher::find)
        .results()
        .map(found -> Integer.parseInt(found.group(1)))
        .findFirst()
        .orElseThrow();
  }

  private void addKey(Path dataDir) {
    try (Database database = Database.open(dataDir)) {
      new ApiKeyStore(database)
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

  private HttpRequest.Builder request(int port, String path) {
    return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
        .header("Authorization", "Bearer " + key.unredacted());
  }
}
