package dev.tincan.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.RTCIceServer;
import dev.onvoid.webrtc.TlsCertPolicy;
import dev.onvoid.webrtc.media.audio.HeadlessAudioDeviceModule;
import dev.tincan.server.config.ServerConfig;
import dev.tincan.server.config.ServerOptions;
import dev.tincan.server.net.LocalAddresses;
import dev.tincan.stun.auth.RestCredential;
import java.net.Inet4Address;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/// Google's WebRTC outside of a browser, through the server in this process. Its native code comes
/// for one platform only, and needs libraries that Debian's `chromium` brings (`.ci/run`).
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class LibwebrtcRelayIT {
  @TempDir private static Path dataDir;

  private static ServerConfig config;
  private static TincanServer server;
  private static HeadlessAudioDeviceModule silence;
  private static PeerConnectionFactory factory;

  @BeforeAll
  static void start() {
    var options = new ServerOptions();
    new CommandLine(options)
        .parseArgs(
            "--http-port=0",
            "--https-port=0",
            "--turn-port=0",
            "--tls=self-signed",
            "--data-dir=" + dataDir);
    config = options.toConfig();
    server = TincanServer.start(config);
    silence = new HeadlessAudioDeviceModule();
    factory = new PeerConnectionFactory(silence);
  }

  @AfterAll
  static void stop() {
    factory.dispose();
    silence.dispose();
    server.close();
  }

  @ParameterizedTest
  @CsvSource({"turn, udp, udp", "turn, tcp, tcp", "turns, tcp, tls"})
  void libwebrtcConnectsThroughTheRelayAlone(String scheme, String transport, String relayProtocol)
      throws Exception {
    int port = scheme.equals("turns") ? server.httpsPort().orElseThrow() : server.turnPort();
    String url = "%s:%s:%d?transport=%s".formatted(scheme, lanAddress(), port, transport);
    try (var ana = new LibwebrtcPeer(factory, iceServer(url, "ana"));
        var ben = new LibwebrtcPeer(factory, iceServer(url, "ben"))) {
      ana.connect(ben);

      ana.say("Hello from Ana");
      ben.say("Hello from Ben");
      assertThat(ben.heard()).isEqualTo("Hello from Ana");
      assertThat(ana.heard()).isEqualTo("Hello from Ben");
      for (LibwebrtcPeer peer : List.of(ana, ben)) {
        assertThat(peer.path())
            .containsEntry("candidateType", "relay")
            .containsEntry("relayProtocol", relayProtocol);
      }
    }
  }

  /// libwebrtc gathers nothing on loopback.
  private static String lanAddress() {
    return LocalAddresses.reachable().stream()
        .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
        .findFirst()
        .orElseThrow()
        .getHostAddress();
  }

  private static RTCIceServer iceServer(String url, String name) {
    RestCredential credential =
        TincanServer.credentials(config).mint(name, Instant.now().plusSeconds(60));
    var iceServer = new RTCIceServer();
    iceServer.urls.add(url);
    iceServer.username = credential.username();
    iceServer.password = credential.password();
    // There is no way to tell it whom to trust.
    iceServer.tlsCertPolicy = TlsCertPolicy.INSECURE_NO_CHECK;
    return iceServer;
  }
}
