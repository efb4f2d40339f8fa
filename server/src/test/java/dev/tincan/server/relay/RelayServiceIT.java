package dev.tincan.server.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tincan.server.auth.RestCredentials;
import dev.tincan.server.config.InvalidConfig;
import dev.tincan.server.config.PortRange;
import dev.tincan.stun.DecodeResult.Decoded;
import dev.tincan.stun.StunClass;
import dev.tincan.stun.StunDecoder;
import dev.tincan.stun.StunEncoder;
import dev.tincan.stun.StunMessage;
import dev.tincan.stun.StunMethod;
import dev.tincan.stun.TransactionId;
import dev.tincan.stun.address.TransportAddress;
import dev.tincan.stun.attribute.Nonce;
import dev.tincan.stun.attribute.Realm;
import dev.tincan.stun.attribute.RequestedTransport;
import dev.tincan.stun.attribute.StunAttribute;
import dev.tincan.stun.attribute.Username;
import dev.tincan.stun.attribute.XorMappedAddress;
import dev.tincan.stun.attribute.XorRelayedAddress;
import dev.tincan.stun.auth.LongTermKey;
import dev.tincan.stun.auth.RestCredential;
import dev.tincan.turn.policy.Quotas;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The relay on real sockets. Whole calls through it are in `e2e`.
class RelayServiceIT {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
  private static final int PATIENCE_MILLIS = 5_000;

  private final RestCredentials credentials =
      new RestCredentials("north".getBytes(UTF_8), "tincan");
  private final RelayService relay = RelayService.start(config(0), credentials);
  private long transactions;

  @AfterEach
  void close() {
    relay.close();
  }

  @Test
  void aBindingRequestOverUdpIsAnsweredFromTheAddressThatWasAsked() throws IOException {
    try (DatagramSocket socket = udp()) {
      StunMessage answer = exchange(socket, StunEncoder.encode(request(StunMethod.BINDING)));

      assertThat(answer.first(XorMappedAddress.class))
          .hasValue(new XorMappedAddress(new TransportAddress(LOOPBACK, socket.getLocalPort())));
    }
  }

  @Test
  void aBindingRequestOverTcpIsAnsweredThoughItsBytesComeOneByOne() throws IOException {
    try (Socket socket = tcp()) {
      for (byte b : StunEncoder.encode(request(StunMethod.BINDING))) {
        socket.getOutputStream().write(b);
        socket.getOutputStream().flush();
      }

      assertThat(read(socket).first(XorMappedAddress.class))
          .hasValue(new XorMappedAddress(new TransportAddress(LOOPBACK, socket.getLocalPort())));
    }
  }

  @Test
  void whatIsNoStunEndsATcpConnection() throws IOException {
    try (Socket socket = tcp()) {
      socket.getOutputStream().write(new byte[] {(byte) 0x80, 1, 2, 3, 4, 5, 6, 7, 8});

      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void point12_anAllocationEndsWithinASecondOfItsCredentials() throws IOException {
    try (DatagramSocket socket = udp()) {
      StunMessage allocated = allocate(socket, "ana");
      assertThat(allocated.first(XorRelayedAddress.class)).isPresent();
      assertThat(relay.counts().allocations()).containsEntry("udp", 1);

      relay.revoke("ana");

      Awaitility.await()
          .atMost(Duration.ofSeconds(1))
          .untilAsserted(() -> assertThat(relay.counts().allocations()).containsEntry("udp", 0));
      assertThat(allocate(socket, "ana").stunClass()).isEqualTo(StunClass.ERROR);
      assertThat(allocate(socket, "ben").stunClass()).isEqualTo(StunClass.SUCCESS);
    }
  }

  @Test
  void aClosedTcpConnectionEndsItsAllocation() throws IOException {
    try (Socket socket = tcp()) {
      StunMessage challenge =
          exchange(
              socket, StunEncoder.encode(request(StunMethod.ALLOCATE, new RequestedTransport(17))));
      assertThat(exchange(socket, sealed("ana", challenge)).stunClass())
          .isEqualTo(StunClass.SUCCESS);
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

  private StunMessage allocate(DatagramSocket socket, String name) throws IOException {
    StunMessage challenge =
        exchange(
            socket, StunEncoder.encode(request(StunMethod.ALLOCATE, new RequestedTransport(17))));
    return exchange(socket, sealed(name, challenge));
  }

  private byte[] sealed(String name, StunMessage challenge) {
    RestCredential credential = credentials.mint(name, Instant.now().plusSeconds(60));
    StunMessage request =
        request(
            StunMethod.ALLOCATE,
            new RequestedTransport(17),
            new Username(credential.username()),
            new Realm("tincan"),
            challenge.first(Nonce.class).orElseThrow());
    return StunEncoder.encode(
        request, LongTermKey.md5(credential.username(), "tincan", credential.password()));
  }

  private StunMessage request(StunMethod method, StunAttribute... attributes) {
    return new StunMessage(
        StunClass.REQUEST,
        method,
        new TransactionId(1, ++transactions),
        new ArrayList<>(List.of(attributes)));
  }

  private static DatagramSocket udp() throws IOException {
    var socket = new DatagramSocket(new InetSocketAddress(LOOPBACK, 0));
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  private Socket tcp() throws IOException {
    var socket = new Socket(LOOPBACK, relay.port());
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  private StunMessage exchange(DatagramSocket socket, byte[] request) throws IOException {
    var server = new InetSocketAddress(LOOPBACK, relay.port());
    socket.send(new DatagramPacket(request, request.length, server));
    var answer = new DatagramPacket(new byte[1_500], 1_500);
    socket.receive(answer);
    assertThat(answer.getSocketAddress()).isEqualTo(server);
    return decode(ByteBuffer.wrap(answer.getData(), 0, answer.getLength()));
  }

  private static StunMessage exchange(Socket socket, byte[] request) throws IOException {
    socket.getOutputStream().write(request);
    return read(socket);
  }

  private static StunMessage read(Socket socket) throws IOException {
    var in = new DataInputStream(socket.getInputStream());
    byte[] header = in.readNBytes(20);
    byte[] body = in.readNBytes(ByteBuffer.wrap(header).getShort(2));
    return decode(ByteBuffer.allocate(20 + body.length).put(header).put(body).flip());
  }

  private static StunMessage decode(ByteBuffer bytes) {
    return ((Decoded) StunDecoder.decode(bytes)).message();
  }

  private static RelayConfig config(int port) {
    return new RelayConfig(
        port,
        Optional.empty(),
        new PortRange(49_152, 65_535),
        List.of(),
        Quotas.Limits.defaults(),
        2);
  }
}
