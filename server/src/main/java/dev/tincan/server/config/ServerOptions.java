package dev.tincan.server.config;

import dev.tincan.calls.CallLimits;
import dev.tincan.turn.policy.PeerPolicy;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options as they are typed. The same names, without dashes in front, are the keys of the YAML
/// file; in capitals, with `TINCAN_` in front, those of the environment. A flag wins over the
/// environment, the environment over the file.
///
/// Filled by picocli, then read once through [#toConfig()].
public final class ServerOptions {
  private static final Duration CREDENTIAL_LIFE_MIN = Duration.ofSeconds(20);
  private static final Duration CREDENTIAL_LIFE_MAX = Duration.ofHours(24);

  private static final int PARTICIPANTS_MAX = 16;

  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
  private static final Pattern HOST_NAME =
      Pattern.compile("(\\*\\.)?[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?");
  private static final Pattern RANGE =
      Pattern.compile("(?<address>[0-9a-fA-F:.]+)(/(?<bits>\\d{1,3}))?");

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "YAML file with any of these options.")
  @SuppressWarnings(
      "unused") // shown by --help; Main reads it before the others, whose defaults it holds
  private @Nullable Path config;

  @Option(
      names = "--http-port",
      paramLabel = "PORT",
      defaultValue = "8080",
      description = "TCP port of page, API and WebSocket. Default: ${DEFAULT-VALUE}.")
  private int httpPort;

  @Option(
      names = "--https-port",
      paramLabel = "PORT",
      defaultValue = "8443",
      description =
          "TCP port of page, API, WebSocket and TURN over TLS, when there is a certificate. Default: ${DEFAULT-VALUE}.")
  private int httpsPort;

  @Option(
      names = "--tls",
      paramLabel = "off|self-signed|files",
      defaultValue = "",
      description =
          "Where the certificate of the https port comes from: 'self-signed' makes a local authority in the data"
              + " folder; 'files' reads --tls-certificate and --tls-key. Default: files if they are given, else off.")
  private String tls = "";

  @Option(
      names = "--tls-certificate",
      paramLabel = "FILE",
      defaultValue = "",
      description = "Certificate with its chain in PEM form; read again when it changes.")
  private String tlsCertificate = "";

  @Option(
      names = "--tls-key",
      paramLabel = "FILE",
      defaultValue = "",
      description = "Private key of the certificate, in PEM form.")
  private String tlsKey = "";

  @Option(
      names = "--tls-names",
      paramLabel = "NAME",
      split = ",",
      description =
          "Host names by which people reach a self-signed server, beside its own name and addresses.")
  private List<String> tlsNames = List.of();

  @Option(
      names = "--turn-port",
      paramLabel = "PORT",
      defaultValue = "3478",
      description = "UDP and TCP port of STUN and TURN. Default: ${DEFAULT-VALUE}.")
  private int turnPort;

  @Option(
      names = "--public-address",
      paramLabel = "IP",
      defaultValue = "",
      description =
          "Address at which others reach this machine, when it is not one of its own (behind a router).")
  private String publicAddress = "";

  @Option(
      names = "--relay-ports",
      paramLabel = "FIRST-LAST",
      defaultValue = "49152-65535",
      description = "UDP ports for relayed calls. Default: ${DEFAULT-VALUE}.")
  private String relayPorts = "";

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      defaultValue = "data",
      description = "Folder of the database and the secrets. Default: ${DEFAULT-VALUE}.")
  private Path dataDir = Path.of("data");

  @Option(
      names = "--turn-secret",
      paramLabel = "SECRET",
      defaultValue = "",
      description =
          "Secret of TURN REST credentials. Default: made at the first start, kept in the data folder. Better given"
              + " by TINCAN_TURN_SECRET than here, where other users of the machine see it.")
  private String turnSecret = "";

  @Option(
      names = "--turn-realm",
      paramLabel = "NAME",
      defaultValue = "tincan",
      description = "Realm of the TURN server. Default: ${DEFAULT-VALUE}.")
  private String turnRealm = "";

  @Option(
      names = "--allow-peers",
      paramLabel = "RANGE",
      split = ",",
      description =
          "Address ranges, such as 10.0.0.0/8, to which the relay may send although they are private. Default: none.")
  private List<String> allowPeers = List.of();

  @Option(
      names = "--peer-policy",
      paramLabel = "call|deny-list|open",
      defaultValue = "call",
      description =
          "Whom the relay may send to: addresses that the call itself signaled; any public address; or any at all."
              + " Default: ${DEFAULT-VALUE}.")
  private String peerPolicy = "";

  @Option(
      names = "--turn-credential-life",
      paramLabel = "TIME",
      defaultValue = "10m",
      description =
          "How long TURN credentials of people in calls are good for; they are renewed by themselves, and end when somebody leaves. 20s to 24h. Default: ${DEFAULT-VALUE}.")
  private String turnCredentialLife = "";

  @Option(
      names = "--participants-per-call",
      paramLabel = "N",
      defaultValue = "6",
      description =
          "How many people may be in one call, 2 to 16. Each sends to every other, so more than 6 take fast computers"
              + " and lines. Default: ${DEFAULT-VALUE}.")
  private int participantsPerCall;

  @Option(
      names = "--chosen-names",
      paramLabel = "on|off|lobby",
      defaultValue = "on",
      description =
          "Whether people may meet by typing the same name: 'off' leaves only calls with links, 'lobby' makes a host of"
              + " who comes first, who lets the others in. Default: ${DEFAULT-VALUE}.")
  private String chosenNames = "";

  @Option(
      names = "--call-lingering",
      paramLabel = "TIME",
      defaultValue = "5m",
      description =
          "How long a call waits for somebody to come back when all have left, unless who made it said otherwise."
              + " Default: ${DEFAULT-VALUE}.")
  private String callLingering = "";

  @Option(
      names = "--call-length-max",
      paramLabel = "TIME",
      defaultValue = "",
      description =
          "How long a call may last, such as 12h; nobody may ask for more. Default: as long as people like.")
  private String callLengthMax = "";

  @Option(
      names = "--drain-timeout",
      paramLabel = "TIME",
      defaultValue = "3s",
      description =
          "How long relayed calls may go on after the first SIGTERM, such as 30s or 2h. Default: ${DEFAULT-VALUE}.")
  private String drainTimeout = "";

  /// @throws InvalidConfig with one sentence for the person who starts the program
  public ServerConfig toConfig() {
    List<String> ranges = allowPeers.stream().map(String::strip).filter(r -> !r.isEmpty()).toList();
    ranges.forEach(ServerOptions::checkRange);
    if (turnRealm.isBlank() || turnRealm.length() > 128) {
      throw new InvalidConfig("turn-realm must be 1 to 128 characters, such as your domain name.");
    }
    return new ServerConfig(
        port("http-port", httpPort),
        port("https-port", httpsPort),
        tls(),
        port("turn-port", turnPort),
        publicAddress.isBlank() ? Optional.empty() : Optional.of(address(publicAddress.strip())),
        PortRange.parse(relayPorts),
        dataDir,
        turnSecret.isBlank() ? Optional.empty() : Optional.of(new Secret(turnSecret)),
        turnRealm.strip(),
        ranges,
        peerPolicy(),
        credentialLife(),
        participantsPerCall(),
        chosenNames(),
        Timespan.parse("call-lingering", callLingering),
        callLengthMax.isBlank()
            ? Optional.empty()
            : Optional.of(Timespan.parse("call-length-max", callLengthMax)),
        Timespan.parse("drain-timeout", drainTimeout));
  }

  private Duration credentialLife() {
    Duration life = Timespan.parse("turn-credential-life", turnCredentialLife);
    if (life.compareTo(CREDENTIAL_LIFE_MIN) < 0 || life.compareTo(CREDENTIAL_LIFE_MAX) > 0) {
      throw new InvalidConfig(
          "turn-credential-life must be 20s to 24h; it is '" + turnCredentialLife + "'.");
    }
    return life;
  }

  private int participantsPerCall() {
    if (participantsPerCall < 2 || participantsPerCall > PARTICIPANTS_MAX) {
      throw new InvalidConfig(
          "participants-per-call must be 2 to "
              + PARTICIPANTS_MAX
              + "; it is "
              + participantsPerCall
              + ".");
    }
    return participantsPerCall;
  }

  private CallLimits.ChosenNames chosenNames() {
    return switch (chosenNames.strip()) {
      // YAML reads a bare `on` as true.
      case "on", "true" -> CallLimits.ChosenNames.ON;
      case "off", "false" -> CallLimits.ChosenNames.OFF;
      case "lobby" -> CallLimits.ChosenNames.LOBBY;
      default ->
          throw new InvalidConfig(
              "chosen-names must be on, off or lobby; it is '" + chosenNames + "'.");
    };
  }

  private PeerPolicy.Mode peerPolicy() {
    return switch (peerPolicy.strip()) {
      case "call" -> PeerPolicy.Mode.CALL;
      case "deny-list" -> PeerPolicy.Mode.DENY_LIST;
      case "open" -> PeerPolicy.Mode.OPEN;
      default ->
          throw new InvalidConfig(
              "peer-policy must be call, deny-list or open; it is '" + peerPolicy + "'.");
    };
  }

  private TlsConfig tls() {
    boolean hasFiles = !tlsCertificate.isBlank() || !tlsKey.isBlank();
    String choice = tls.isBlank() ? hasFiles ? "files" : "off" : tls.strip();
    return switch (choice) {
      case "off" -> new TlsConfig.Off();
      case "self-signed" -> new TlsConfig.SelfSigned(hostNames());
      case "files" -> {
        if (tlsCertificate.isBlank() || tlsKey.isBlank()) {
          throw new InvalidConfig(
              "TLS from files needs both --tls-certificate and --tls-key; '--tls self-signed' needs neither.");
        }
        yield new TlsConfig.Files(Path.of(tlsCertificate), Path.of(tlsKey));
      }
      default ->
          throw new InvalidConfig("tls must be off, self-signed or files; it is '" + choice + "'.");
    };
  }

  private Set<String> hostNames() {
    var names = new TreeSet<String>();
    for (String name : tlsNames) {
      String stripped = name.strip().toLowerCase(Locale.ROOT);
      if (!stripped.isEmpty() && !HOST_NAME.matcher(stripped).matches()) {
        throw new InvalidConfig(
            "tls-names takes host names such as call.example.org, with commas between; '"
                + name
                + "' is none.");
      }
      if (!stripped.isEmpty()) {
        names.add(stripped);
      }
    }
    return names;
  }

  private static int port(String option, int value) {
    if (value < 0 || value > 65_535) {
      throw new InvalidConfig(option + " must be a port from 1 to 65535; it is " + value + ".");
    }
    return value;
  }

  /// Literals only: a name would be looked up, and the answer would differ from start to start.
  private static InetAddress address(String text) {
    if (ADDRESS.matcher(text).matches()) {
      try {
        return InetAddress.ofLiteral(text);
      } catch (IllegalArgumentException notAnAddress) {
        // Said below.
      }
    }
    throw new InvalidConfig(
        "public-address must be an IP address, such as 198.51.100.7; it is '" + text + "'.");
  }

  private static void checkRange(String text) {
    var parts = RANGE.matcher(text);
    if (parts.matches()) {
      try {
        InetAddress address = InetAddress.ofLiteral(parts.group("address"));
        int width = address instanceof Inet6Address ? 128 : 32;
        int bits =
            Stream.ofNullable(parts.group("bits"))
                .mapToInt(Integer::parseInt)
                .findAny()
                .orElse(width);
        if (bits <= width) {
          return;
        }
      } catch (IllegalArgumentException notAnAddress) {
        // Said below.
      }
    }
    throw new InvalidConfig(
        "allow-peers takes address ranges such as 10.0.0.0/8 or fd00::/8, with commas between; '"
            + text
            + "' is none.");
  }
}
