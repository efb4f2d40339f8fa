package dev.tincan.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tincan.calls.CallLimits;
import dev.tincan.turn.policy.PeerPolicy;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class ServerOptionsTest {
  @TempDir Path folder;

  @Test
  void theDefaultsAreThoseOfTheDocument() {
    ServerConfig config = parse();

    assertThat(config.httpPort()).isEqualTo(8080);
    assertThat(config.turnPort()).isEqualTo(3478);
    assertThat(config.relayPorts()).isEqualTo(new PortRange(49_152, 65_535));
    assertThat(config.dataDir()).isEqualTo(Path.of("data"));
    assertThat(config.publicAddress()).isEmpty();
    assertThat(config.turnSecret()).isEmpty();
    assertThat(config.allowPeers()).isEmpty();
    assertThat(config.httpsPort()).isEqualTo(8443);
    assertThat(config.tls()).isEqualTo(new TlsConfig.Off());
    assertThat(config.tlsPort()).isEmpty();
    assertThat(config.peerPolicy()).isEqualTo(PeerPolicy.Mode.CALL);
  }

  @Test
  void aCertificateComesFromFilesOrFromAnAuthorityOfOnesOwn() {
    assertThat(parse("--tls-certificate=a.pem", "--tls-key=b.pem").tls())
        .isEqualTo(new TlsConfig.Files(Path.of("a.pem"), Path.of("b.pem")));
    ServerConfig own = parse("--tls=self-signed", "--tls-names=call.test, Other.test");
    assertThat(own.tls()).isEqualTo(new TlsConfig.SelfSigned(Set.of("call.test", "other.test")));
    assertThat(own.tlsPort()).hasValue(8443);
  }

  @Test
  void whatIsTypedIsTaken() {
    ServerConfig config =
        parse(
            "--public-address=198.51.100.7",
            "--relay-ports=50000-50100",
            "--turn-secret=north",
            "--participants-per-call=4",
            "--allow-peers=10.0.0.0/8,fd00::/8");

    assertThat(config.publicAddress()).hasValue(InetAddress.ofLiteral("198.51.100.7"));
    assertThat(config.relayPorts()).hasToString("50000-50100");
    assertThat(config.participantsPerCall()).isEqualTo(4);
    assertThat(config.turnSecret())
        .hasValueSatisfying(secret -> assertThat(secret.unredacted()).isEqualTo("north"));
    assertThat(config.toString()).doesNotContain("north");
    assertThat(config.allowPeers()).containsExactly("10.0.0.0/8", "fd00::/8");
  }

  @ParameterizedTest
  @CsvSource({
    "--http-port=70000, http-port must be a port",
    "--https-port=-1, https-port must be a port",
    "--tls=yes, 'tls must be off, self-signed or files'",
    "--tls=files, TLS from files needs both",
    "--tls-key=b.pem, TLS from files needs both",
    "--tls=self-signed --tls-names=a/b, tls-names takes host names",
    "--peer-policy=all, 'peer-policy must be call, deny-list or open'",
    "--turn-credential-life=5s, turn-credential-life must be 20s to 24h",
    "--participants-per-call=1, participants-per-call must be 2 to 16",
    "--participants-per-call=17, participants-per-call must be 2 to 16",
    "--drain-timeout=soon, drain-timeout takes a time",
    "--relay-ports=5, relay-ports must be two ports",
    "--relay-ports=60000-50000, relay-ports must be two ports",
    "--relay-ports=1-2, relay-ports must be two ports",
    "--public-address=example.org, public-address must be an IP address",
    "--public-address=1.2.3.4.5, public-address must be an IP address",
    "--allow-peers=10.0.0.0/33, allow-peers takes address ranges",
    "--allow-peers=everybody, allow-peers takes address ranges",
    "--turn-realm=, turn-realm must be"
  })
  void whatIsWrongIsSaid(String option, String said) {
    assertThatThrownBy(() -> parse(option.split(" ")))
        .isInstanceOf(InvalidConfig.class)
        .hasMessageContaining(said);
  }

  @Test
  void aFileHoldsOptionsAndLists() throws IOException {
    Path file = write("http-port: 9000\nallow-peers: [10.0.0.0/8, 192.168.0.0/16]\n");

    assertThat(ConfigFile.read(file, List.of("http-port", "allow-peers")))
        .isEqualTo(Map.of("http-port", "9000", "allow-peers", "10.0.0.0/8,192.168.0.0/16"));
    assertThat(ConfigFile.read(write(""), List.of())).isEmpty();
  }

  @Test
  void anUnknownKeyIsNamedWithItsLineAndTheNearestOne() throws IOException {
    Path file = write("turn-realm: club\n\nhtp-port: 1\n");

    assertThatThrownBy(() -> ConfigFile.read(file, List.of("http-port", "turn-port", "turn-realm")))
        .isInstanceOf(InvalidConfig.class)
        .hasMessageContaining("line 3")
        .hasMessageContaining("did you mean 'http-port'");
  }

  @Test
  void aFileThatIsNoYamlOrNotThereIsSaid() throws IOException {
    Path broken = write("a: [1");
    Path list = write("- a");

    assertThatThrownBy(() -> ConfigFile.read(broken, List.of()))
        .hasMessageContaining("not valid YAML");
    assertThatThrownBy(() -> ConfigFile.read(list, List.of()))
        .hasMessageContaining("http-port: 8080");
    assertThatThrownBy(() -> ConfigFile.read(folder.resolve("none"), List.of()))
        .hasMessageContaining("Cannot read");
  }

  @Test
  void howCallsLiveIsSet() {
    ServerConfig config =
        parse("--chosen-names=lobby", "--call-lingering=30s", "--call-length-max=12h");

    assertThat(config.chosenNames()).isEqualTo(CallLimits.ChosenNames.LOBBY);
    assertThat(config.callLingering()).isEqualTo(Duration.ofSeconds(30));
    assertThat(config.callLengthMax()).contains(Duration.ofHours(12));
    assertThat(parse().chosenNames()).isEqualTo(CallLimits.ChosenNames.ON);
    assertThat(parse().callLengthMax()).isEmpty();
    assertThatThrownBy(() -> parse("--chosen-names=maybe"))
        .isInstanceOf(InvalidConfig.class)
        .hasMessageContaining("on, off or lobby");
  }

  private Path write(String text) throws IOException {
    return Files.writeString(Files.createTempFile(folder, "tincan", ".yaml"), text);
  }

  private static ServerConfig parse(String... args) {
    var options = new ServerOptions();
    new CommandLine(options).parseArgs(args);
    return options.toConfig();
  }
}
