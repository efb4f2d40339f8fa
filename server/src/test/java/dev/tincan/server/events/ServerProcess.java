package dev.tincan.server.events;

import dev.tincan.server.TincanServer;
import dev.tincan.server.config.ServerConfig;
import dev.tincan.server.config.WebhookConfig;
import dev.tincan.server.testing.TestConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/// A server that webhooks may reach this machine from, and whose waits are short; in this process,
/// or in one that can be killed.
public final class ServerProcess implements AutoCloseable {
  /// The waits between tries are 10 ms, 0.6 s, 3.6 s, 14 s…
  private static final double PACE = 0.002;

  private final Process process;
  private final int port;

  private ServerProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  static ServerConfig config(Path dataDir, List<String> allowPrivate) {
    return TestConfig.with(TestConfig.of(dataDir), new WebhookConfig(allowPrivate, PACE));
  }

  static ServerProcess start(Path dataDir) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                ServerProcess.class.getName(),
                dataDir.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    var said =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = said.readLine();
    while (line != null && !line.startsWith("port=")) {
      line = said.readLine();
    }
    if (line == null) {
      throw new AssertionError("The server did not start");
    }
    Thread.ofVirtual().start(() -> said.lines().forEach(_ -> {}));
    return new ServerProcess(process, Integer.parseInt(line.substring("port=".length())));
  }

  public static void main(String[] args) {
    TincanServer server =
        TincanServer.start(config(Path.of(args[0]), List.of("127.0.0.0/8", "::1")));
    System.out.println("port=" + server.httpPort());
  }

  int port() {
    return port;
  }

  /// Without a word to anybody.
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
