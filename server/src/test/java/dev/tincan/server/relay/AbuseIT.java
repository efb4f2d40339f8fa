package dev.tincan.server.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tincan.server.auth.RestCredentials;
import dev.tincan.server.config.PortRange;
import dev.tincan.server.ops.RelayCounts.Count;
import dev.tincan.server.testing.Link;
import dev.tincan.server.testing.TurnClient;
import dev.tincan.stun.StunClass;
import dev.tincan.stun.StunEncoder;
import dev.tincan.stun.StunMethod;
import dev.tincan.stun.address.TransportAddress;
import dev.tincan.stun.attribute.RequestedTransport;
import dev.tincan.stun.auth.RestCredential;
import dev.tincan.turn.policy.AddressRange;
import dev.tincan.turn.policy.PeerPolicy;
import dev.tincan.turn.policy.Quotas;
import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The points of the security checklist that need real sockets (docs/security-checklist.md).
class AbuseIT {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
  private static final int SOURCES = 20_000;
  private static final long HEAP_SLACK_BYTES = 4_000_000;
  private static final int FLOOD_PACKETS = 40_000;

  private final RestCredentials credentials =
      new RestCredentials("north".getBytes(UTF_8), "tincan");
  private final RelayService relay =
      RelayService.start(
          new RelayConfig(
              0,
              Optional.empty(),
              Set.of(),
              new PortRange(49_152, 65_535),
              PeerPolicy.Mode.DENY_LIST,
              List.of(AddressRange.parse("127.0.0.0/8")),
              Quotas.Limits.defaults(),
              2),
          credentials);

  @AfterEach
  void close() {
    relay.close();
  }

  @Test
  void point5_manySourcesLeaveNothingBehind() throws IOException {
    byte[][] kinds = {
      StunEncoder.encode(TurnClient.message(StunMethod.BINDING)),
      StunEncoder.encode(TurnClient.message(StunMethod.ALLOCATE, new RequestedTransport(17))),
      {0x40, 0, 0, 4, 1, 2, 3, 4},
      {22, (byte) 0xFE, (byte) 0xFD, 0, 0, 0, 0, 0, 0, 0, 0, 0, 54, 1},
      "garbage".getBytes(UTF_8)
    };
    flood(kinds, SOURCES / 10, 0);
    long before = heapAfterGc();

    flood(kinds, SOURCES, SOURCES);

    assertThat(heapAfterGc() - before).isLessThan(HEAP_SLACK_BYTES);
    try (TurnClient client = udp("ana")) {
      assertThat(client.binding().stunClass()).isEqualTo(StunClass.SUCCESS);
    }
  }

  private void flood(byte[][] kinds, int count, int first) throws IOException {
    var server = new InetSocketAddress(LOOPBACK, relay.port());
    for (int i = first; i < first + count; i++) {
      byte[] ip = {127, (byte) (1 + (i >> 16)), (byte) (i >> 8), (byte) i};
      try (var socket =
          new DatagramSocket(new InetSocketAddress(InetAddress.getByAddress(ip), 0))) {
        for (byte[] kind : kinds) {
          socket.send(new DatagramPacket(kind, kind.length, server));
        }
      }
    }
  }

  private static long heapAfterGc() {
    Runtime runtime = Runtime.getRuntime();
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return runtime.totalMemory() - runtime.freeMemory();
  }

  @Test
  void point11_whoSendsAByteASecondOrHalfALongFrameIsClosedInTime() throws Exception {
    try (var slow = new Socket(LOOPBACK, relay.port());
        var half = new Socket(LOOPBACK, relay.port());
        var silent = new Socket(LOOPBACK, relay.port())) {
      long start = System.nanoTime();
      half.getOutputStream().write(new byte[] {0x40, 0, (byte) 0xFF, (byte) 0xFC, 1, 2, 3});
      Thread trickle = Thread.ofVirtual().start(() -> trickle(slow));
      for (Socket socket : List.of(slow, half, silent)) {
        assertThat(isEnded(socket)).isTrue();
      }
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isBetween(
              StreamClients.FIRST_MESSAGE_MAX.minusSeconds(1),
              StreamClients.FIRST_MESSAGE_MAX.plusSeconds(5));
      trickle.interrupt();
    }
  }

  private static void trickle(Socket socket) {
    byte[] request = StunEncoder.encode(TurnClient.message(StunMethod.BINDING));
    try {
      OutputStream out = socket.getOutputStream();
      for (byte b : request) {
        out.write(b);
        Thread.sleep(1_000);
      }
    } catch (IOException | InterruptedException ended) {
      // As it should be.
    }
  }

  /// The end of the stream, or a reset when bytes were under way.
  private static boolean isEnded(Socket socket) throws IOException {
    socket.setSoTimeout(20_000);
    try {
      return socket.getInputStream().read() == -1;
    } catch (SocketException reset) {
      return true;
    }
  }

  @Test
  void point11_oneClientHasOnlySoManyConnections() throws IOException {
    var open = new ArrayList<Socket>();
    try {
      for (int i = 0; i < StreamClients.CONNECTIONS_PER_CLIENT_MAX; i++) {
        open.add(new Socket(LOOPBACK, relay.port()));
      }
      try (var oneTooMany = new Socket(LOOPBACK, relay.port())) {
        assertThat(isEnded(oneTooMany)).isTrue();
      }
    } finally {
      for (Socket socket : open) {
        socket.close();
      }
    }
  }

  @Test
  void point14_aClientThatDoesNotReadIsDroppedForAndHoldsNobodyUp() throws Exception {
    try (TurnClient lazy =
            new TurnClient(Link.stream(new Socket(LOOPBACK, relay.port())), credential("lazy"));
        TurnClient quick = udp("quick");
        var peer = new DatagramSocket(new InetSocketAddress(LOOPBACK, 0))) {
      TransportAddress relayed = lazy.relayed();
      lazy.bind(0x4000, new TransportAddress(LOOPBACK, peer.getLocalPort()));
      var to = new InetSocketAddress(relayed.address(), relayed.port());
      byte[] payload = new byte[1_200];
      long slowest = 0;
      for (int i = 0; i < FLOOD_PACKETS; i++) {
        peer.send(new DatagramPacket(payload, payload.length, to));
        if (i % 1_000 == 0) {
          long start = System.nanoTime();
          assertThat(quick.binding().stunClass()).isEqualTo(StunClass.SUCCESS);
          slowest = Math.max(slowest, System.nanoTime() - start);
        }
      }
      assertThat(Duration.ofNanos(slowest)).isLessThan(Duration.ofSeconds(1));
      assertThat(relay.counts().dropped())
          .filteredOn(count -> count.outcome().equals("not_sent"))
          .singleElement()
          .extracting(Count::value)
          .asInstanceOf(InstanceOfAssertFactories.LONG)
          .isPositive();
    }
  }

  @Test
  void point16_drainingLosesNoPacketOfWhatIsThereAndTakesNothingNew() throws Exception {
    try (TurnClient client = udp("ana");
        TurnClient late = udp("ben");
        var peer = new DatagramSocket(new InetSocketAddress(LOOPBACK, 0))) {
      peer.setSoTimeout(Link.PATIENCE_MILLIS);
      client.relayed();
      client.bind(0x4000, new TransportAddress(LOOPBACK, peer.getLocalPort()));
      for (int i = 0; i < 1_000; i++) {
        if (i == 500) {
          relay.drain();
        }
        client.sendOnChannel(0x4000, ByteBuffer.allocate(4).putInt(i).array());
        var packet = new DatagramPacket(new byte[8], 8);
        peer.receive(packet);
        assertThat(ByteBuffer.wrap(packet.getData()).getInt()).isEqualTo(i);
      }
      assertThat(TurnClient.errorOf(late.allocate())).isEqualTo(508);
      assertThat(client.refresh(600).stunClass()).isEqualTo(StunClass.SUCCESS);
    }
  }

  private TurnClient udp(String name) throws IOException {
    return new TurnClient(
        Link.udp(LOOPBACK, new InetSocketAddress(LOOPBACK, relay.port())), credential(name));
  }

  private RestCredential credential(String name) {
    return credentials.mint(name, Instant.now().plusSeconds(60));
  }
}
