package dev.tincan.server;

import dev.tincan.server.config.InvalidConfig;
import dev.tincan.server.config.ServerConfig;
import dev.tincan.server.config.ServerOptions;
import dev.tincan.server.config.Timespan;
import dev.tincan.server.signaling.IceServers;
import dev.tincan.stun.auth.RestCredential;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Prints TURN credentials that the running server with the same secret or data folder accepts.
@Command(
    name = "turn-credentials",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = "Prints TURN credentials for any TURN client as one JSON object.")
final class TurnCredentialsCommand implements Callable<Integer> {
  private static final Pattern USER = Pattern.compile("[A-Za-z0-9._@-]{1,64}");

  @Option(
      names = "--user",
      paramLabel = "NAME",
      defaultValue = "manual",
      description = "Name that the log and the quotas see. Default: ${DEFAULT-VALUE}.")
  private String user = "";

  @Option(
      names = "--ttl",
      paramLabel = "TIME",
      defaultValue = "1h",
      description = "How long they are valid, such as 30m, 12h or 7d. Default: ${DEFAULT-VALUE}.")
  private String ttl = "";

  @Mixin private ServerOptions options = new ServerOptions();

  @Override
  public Integer call() {
    ServerConfig config = options.toConfig();
    if (!USER.matcher(user).matches()) {
      throw new InvalidConfig(
          "--user takes 1 to 64 letters, digits, or any of . _ @ -; it is '" + user + "'.");
    }
    Duration life = Timespan.parse("--ttl", ttl);
    if (life.isZero()) {
      throw new InvalidConfig("--ttl must be more than nothing, such as 30m.");
    }
    RestCredential credential =
        TincanServer.credentials(config).mint(user, Instant.now().plus(life));
    String host =
        config.publicAddress().or(Welcome::lanAddress).map(IceServers::literal).orElse("localhost");
    ObjectNode json = JsonMapper.shared().createObjectNode();
    IceServers.urls(host, config.turnPort(), host, config.tlsPort())
        .forEach(json.putArray("urls")::add);
    json.put("username", credential.username()).put("credential", credential.password());
    System.out.println(json);
    return 0;
  }
}
