package dev.tincan.server.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tincan.server.auth.RestCredentials;
import dev.tincan.server.config.InvalidConfig;
import dev.tincan.server.config.PortRange;
import dev.tincan.server.testing.Link;
import dev.tincan.server.testing.TurnClient;
import dev.tincan.stun.StunClass;
import dev.tincan.stun.StunEncoder;
import dev.tincan.stun.StunMethod;
import dev.tincan.stun.address.TransportAddress;
import dev.tincan.stun.attribute.XorMappedAddress;
import dev.tincan.stun.auth.RestCredential;
import dev.tincan.turn.policy.PeerPolicy;
import dev.tincan.turn.policy.Quotas;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The relay on real sockets. Whole calls through it are in `e2e`.
class RelayServiceIT {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  private final RestCredentials credentials =
      new RestCredentials("north".getBytes(UTF_8), "tincan");
  private final RelayService relay = RelayService.start(config(0), credentials);

  @AfterEach
  void close() {
    relay.close();
  }

  @Test
  void aBindingRequestOverUdpIsAnsweredFromTheAddressThatWasAsked() throws IOException {
    // The socket is connected: an answer from another address would not reach it.
    try (TurnClient client = udp("ana")) {
      assertThat(client.binding().first(XorMappedAddress.class))
          .hasValue(new XorMappedAddress(local(client)));
    }
  }

  @Test
  void aBindingRequestOverTcpIsAnsweredThoughItsBytesComeOneByOne() throws IOException {
    try (Link link = Link.stream(new Socket(LOOPBACK, relay.port()))) {
      for (byte b : StunEncoder.encode(TurnClient.message(StunMethod.BINDING))) {
        link.send(new byte[] {b});
      }

      assertThat(link.receive()).startsWith(1, 1);
    }
  }

  @Test
  void whatIsNoStunEndsATcpConnection() throws IOException {
    try (var socket = new Socket(LOOPBACK, relay.port())) {
      socket.getOutputStream().write(new byte[] {(byte) 0x80, 1, 2, 3, 4, 5, 6, 7, 8});

      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void point12_anAllocationEndsWithinASecondOfItsCredentials() throws IOException {
    try (TurnClient ana = udp("ana");
        TurnClient ben = udp("ben")) {
      assertThat(ana.allocate().stunClass()).isEqualTo(StunClass.SUCCESS);
      assertThat(relay.counts().allocations()).containsEntry("udp", 1);

      relay.revoke("ana");

      Awaitility.await()
          .atMost(Duration.ofSeconds(1))
          .untilAsserted(() -> assertThat(relay.counts().allocations()).containsEntry("udp", 0));
      assertThat(ana.allocate().stunClass()).isEqualTo(StunClass.ERROR);
      assertThat(ben.allocate().stunClass()).isEqualTo(StunClass.SUCCESS);
    }
  }

  @Test
  void s38_anAllocationOutlivesItsCredentialsAsLongAsTheStay() throws Exception {
    String name = RestCredentials.nameOfStay("ana.1");
    RestCredential brief = credentials.mint(name, Instant.now().plusSeconds(2));
    relay.stayBegun("ana.1");
    try (TurnClient client = udp(brief);
        TurnClient late = udp(brief)) {
      assertThat(client.allocate().stunClass()).isEqualTo(StunClass.SUCCESS);
      Thread.sleep(2_100);
      assertThat(client.refresh(600).stunClass()).isEqualTo(StunClass.SUCCESS);
      assertThat(TurnClient.errorOf(late.allocate())).as("a new one").isEqualTo(401);
      relay.stayEnded("ana.1", false);
      assertThat(TurnClient.errorOf(client.refresh(600))).as("lost").isEqualTo(401);
      assertThat(relay.counts().allocations()).containsEntry("udp", 1);
    }
  }

  @Test
  void s38_whoLeavesIsRelayedNoMore() throws IOException {
    String name = RestCredentials.nameOfStay("ana.1");
    relay.stayBegun("ana.1");
    try (TurnClient client = udp(credential(name))) {
      assertThat(client.allocate().stunClass()).isEqualTo(StunClass.SUCCESS);
      relay.stayEnded("ana.1", true);
      Awaitility.await()
          .atMost(Duration.ofSeconds(1))
          .untilAsserted(() -> assertThat(relay.counts().allocations()).containsEntry("udp", 0));
    }
  }

  @Test
  void aClosedTcpConnectionEndsItsAllocation() throws IOException {
    try (TurnClient client = tcp("ana")) {
      assertThat(client.allocate().stunClass()).isEqualTo(StunClass.SUCCESS);
      assertThat(relay.counts().allocations()).containsEntry("tcp", 1);
    }

    Awaitility.await()
        .untilAsserted(() -> assertThat(relay.counts().allocations()).containsEntry("tcp", 0));
  }

  @Test
  void aTakenPortIsSaidInOneSentence() {
    assertThatThrownBy(() -> RelayService.start(config(relay.port()), credentials))
        .isInstanceOf(InvalidConfig.class)
        .hasMessageContaining("--turn-port");
  }

  private TurnClient udp(String name) throws IOException {
    return udp(credential(name));
  }

  private TurnClient udp(RestCredential credential) throws IOException {
    return new TurnClient(
        Link.udp(LOOPBACK, new InetSocketAddress(LOOPBACK, relay.port())), credential);
  }

  private TurnClient tcp(String name) throws IOException {
    return new TurnClient(Link.stream(new Socket(LOOPBACK, relay.port())), credential(name));
  }

  private RestCredential credential(String name) {
    return credentials.mint(name, Instant.now().plusSeconds(60));
  }

  private static TransportAddress local(TurnClient client) {
    return new TransportAddress(LOOPBACK, client.link().localPort());
  }

  private static RelayConfig config(int port) {
    return new RelayConfig(
        port,
        Optional.empty(),
        Set.of(),
        new PortRange(49_152, 65_535),
        PeerPolicy.Mode.CALL,
        List.of(),
        Quotas.Limits.defaults(),
        2);
  }
}
