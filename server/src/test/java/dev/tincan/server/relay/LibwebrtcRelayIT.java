package dev.tincan.server.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.RTCIceServer;
import dev.onvoid.webrtc.media.audio.HeadlessAudioDeviceModule;
import dev.tincan.server.auth.RestCredentials;
import dev.tincan.server.config.PortRange;
import dev.tincan.server.net.LocalAddresses;
import dev.tincan.stun.auth.RestCredential;
import dev.tincan.turn.policy.AddressRange;
import dev.tincan.turn.policy.Quotas;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Google's WebRTC outside of a browser, through the relay in this process. Its native code comes
/// for one platform only, and needs libraries that Debian's `chromium` brings (`.ci/run`).
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class LibwebrtcRelayIT {
  /// It gathers nothing on loopback.
  private static final InetAddress HOST =
      LocalAddresses.reachable().stream()
          .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
          .findFirst()
          .orElseThrow();

  private static final RestCredentials CREDENTIALS =
      new RestCredentials("north".getBytes(UTF_8), "tincan");

  private static RelayService relay;
  private static HeadlessAudioDeviceModule silence;
  private static PeerConnectionFactory factory;

  @BeforeAll
  static void start() {
    relay =
        RelayService.start(
            new RelayConfig(
                0,
                Optional.empty(),
                new PortRange(49_152, 65_535),
                List.of(AddressRange.parse(HOST.getHostAddress())),
                Quotas.Limits.defaults(),
                2),
            CREDENTIALS);
    silence = new HeadlessAudioDeviceModule();
    factory = new PeerConnectionFactory(silence);
  }

  @AfterAll
  static void stop() {
    factory.dispose();
    silence.dispose();
    relay.close();
  }

  @ParameterizedTest
  @CsvSource({"turn, udp, udp", "turn, tcp, tcp"})
  void libwebrtcConnectsThroughTheRelayAlone(String scheme, String transport, String relayProtocol)
      throws Exception {
    String url =
        "%s:%s:%d?transport=%s".formatted(scheme, HOST.getHostAddress(), relay.port(), transport);
    try (var ana = new LibwebrtcPeer(factory, server(url, "ana"));
        var ben = new LibwebrtcPeer(factory, server(url, "ben"))) {
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
      assertThat(relay.counts().allocations().get(transport)).isPositive();
    }
  }

  private static RTCIceServer server(String url, String name) {
    RestCredential credential = CREDENTIALS.mint(name, Instant.now().plusSeconds(60));
    var server = new RTCIceServer();
    server.urls.add(url);
    server.username = credential.username();
    server.password = credential.password();
    return server;
  }
}
