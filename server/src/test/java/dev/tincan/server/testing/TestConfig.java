package dev.tincan.server.testing;

import dev.tincan.server.config.ServerConfig;
import dev.tincan.server.config.ServerOptions;
import dev.tincan.server.config.WebhookConfig;
import java.nio.file.Path;
import java.util.stream.Stream;
import picocli.CommandLine;

/// A server for a test: any free ports, an end without waiting, and everything else as by default.
public final class TestConfig {
  private TestConfig() {}

  /// @param more options as on the command line
  public static ServerConfig of(Path dataDir, String... more) {
    var options = new ServerOptions();
    String[] args =
        Stream.concat(
                Stream.of(
                    "--http-port=0",
                    "--turn-port=0",
                    "--drain-timeout=0s",
                    "--data-dir=" + dataDir),
                Stream.of(more))
            .toArray(String[]::new);
    CommandLine.populateCommand(options, args);
    return options.toConfig();
  }

  /// The same, but for where and how fast webhooks are sent.
  public static ServerConfig with(ServerConfig config, WebhookConfig webhooks) {
    return new ServerConfig(
        config.httpPort(),
        config.httpsPort(),
        config.tls(),
        config.turnPort(),
        config.publicAddress(),
        config.relayPorts(),
        config.dataDir(),
        config.storage(),
        config.turnSecret(),
        config.turnRealm(),
        config.allowPeers(),
        config.peerPolicy(),
        config.turnCredentialLife(),
        config.participantsPerCall(),
        config.chosenNames(),
        config.callLingering(),
        config.callLengthMax(),
        config.mail(),
        config.drainTimeout(),
        config.apiCorsOrigins(),
        webhooks);
  }
}
