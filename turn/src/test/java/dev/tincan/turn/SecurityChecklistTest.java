package dev.tincan.turn;

import static dev.tincan.turn.TestClient.UDP;
import static dev.tincan.turn.TestClient.code;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tincan.stun.StunEncoder;
import dev.tincan.stun.StunMessage;
import dev.tincan.stun.StunMethod;
import dev.tincan.stun.TransactionId;
import dev.tincan.stun.address.TransportAddress;
import dev.tincan.stun.attribute.EvenPort;
import dev.tincan.stun.attribute.Lifetime;
import dev.tincan.stun.attribute.Nonce;
import dev.tincan.stun.attribute.Realm;
import dev.tincan.stun.attribute.RequestedAddressFamily;
import dev.tincan.stun.attribute.StunAttribute;
import dev.tincan.stun.attribute.Username;
import dev.tincan.turn.TurnEvent.DropReason;
import dev.tincan.turn.allocation.FiveTuple;
import dev.tincan.turn.allocation.Transport;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The points of the security checklist that the core alone can show; docs/security-checklist.md
/// says where each of the sixteen is tested.
class SecurityChecklistTest {
  private static final int SPOOFED = 1_000_000;
  private static final int CYCLES = 1_000_000;
  private static final long HEAP_SLACK_BYTES = 2_000_000;

  private final TurnRig rig = new TurnRig();
  private final TestClient client = new TestClient(rig, "ana");

  /// Ten private addresses, each in five spellings.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.0.1",
        "::ffff:10.0.0.1",
        "::10.0.0.1",
        "64:ff9b::10.0.0.1",
        "2002:a00:1::",
        "127.0.0.1",
        "::ffff:127.0.0.1",
        "::127.0.0.1",
        "64:ff9b::127.0.0.1",
        "2002:7f00:1::1",
        "169.254.169.254",
        "::ffff:169.254.169.254",
        "::169.254.169.254",
        "64:ff9b::169.254.169.254",
        "2002:a9fe:a9fe::",
        "192.168.1.1",
        "::ffff:192.168.1.1",
        "::1",
        "fd00::1",
        "fe80::1",
        "2001::a00:1",
        "ff02::1"
      })
  void point2_noSpellingOfAClosedAddressIsReachedByAnyRequest(String spelling) {
    var peer = new TransportAddress(InetAddress.ofLiteral(spelling), 80);
    boolean ipv6 = peer.address().getAddress().length == 16;
    client.allocate(new RequestedAddressFamily(ipv6 ? 2 : 1));
    TransportAddress open =
        ipv6 ? TurnRig.address("2a00:1450::8", 1) : TurnRig.address("8.8.4.4", 1);
    client.permit(open);

    assertThat(code(client.permit(peer))).isEqualTo(403);
    assertThat(code(client.permit(open, peer))).isEqualTo(403);
    assertThat(code(client.bind(0x4000, peer))).isEqualTo(403);
    client.send(peer, "GET /".getBytes(UTF_8));
    client.channelData(0x4000, "GET /".getBytes(UTF_8));
    assertThat(rig.toPeers).isEmpty();
  }

  @Test
  void point5_aMillionForgedSourcesLeaveNothingBehind() {
    client.allocate();
    byte[][] kinds = {
      StunEncoder.encode(plain(StunMethod.BINDING)),
      StunEncoder.encode(plain(StunMethod.ALLOCATE, UDP)),
      StunEncoder.encode(
          plain(
              StunMethod.ALLOCATE,
              UDP,
              new Username("ana"),
              new Realm("tincan"),
              new Nonce(client.nonce)),
          "forged".getBytes(UTF_8)),
      {0x40, 0, 0, 4, 1, 2, 3, 4},
      {22, (byte) 0xFE, (byte) 0xFD, 0, 0, 0, 0, 0, 0, 0, 0, 0, 54, 1},
      "garbage that is no protocol".getBytes(UTF_8)
    };
    flood(kinds, SPOOFED / 10, 0);
    long before = heapAfterGc();

    flood(kinds, SPOOFED, SPOOFED);

    assertThat(heapAfterGc() - before).isLessThan(HEAP_SLACK_BYTES);
    assertThat(rig.open).hasSize(1);
    assertThat(code(client.refresh(600))).isZero();
  }

  private void flood(byte[][] kinds, int count, int first) {
    for (int i = first; i < first + count; i++) {
      byte[] ip = {11, (byte) (i >> 16), (byte) (i >> 8), (byte) i};
      var source =
          new FiveTuple(TransportAddress.of(ip, 1 + (i % 60_000)), TurnRig.SERVER, Transport.UDP);
      rig.fromClient(source, kinds[i % kinds.length]);
      rig.toClients.clear();
      rig.dropped.clear();
      rig.events.clear();
    }
  }

  @Test
  void point6_anAnswerToAStrangerIsAtMostTwoAndAHalfTimesItsQuestion() {
    byte[] allocate = StunEncoder.encode(plain(StunMethod.ALLOCATE, UDP));
    rig.fromClient(client.fiveTuple, allocate);

    assertThat(rig.toClients.remove().bytes().length)
        .isLessThanOrEqualTo((int) (allocate.length * 2.5));
    for (StunMethod method : StunMethod.values()) {
      rig.fromClient(client.fiveTuple, StunEncoder.encode(plain(method)));
      rig.toClients.forEach(
          answer -> assertThat(answer.bytes().length).as(method.name()).isLessThanOrEqualTo(32));
    }
    assertThat(rig.dropped).contains(DropReason.UNEXPECTED);
  }

  @Test
  void point9_aMillionCyclesLeakNoPortAndNoQuota() {
    var random = new SplittableRandom(9);
    var clients = new ArrayList<TestClient>();
    for (int i = 0; i < 8; i++) {
      clients.add(
          new TestClient(
              rig, "ana", TurnRig.client(41_000 + i, i % 2 == 0 ? Transport.UDP : Transport.TCP)));
    }
    for (int i = 0; i < CYCLES; i++) {
      TestClient one = clients.get(random.nextInt(clients.size()));
      rig.failingBinds = random.nextInt(5) == 0 ? 1 + random.nextInt(5) : 0;
      switch (random.nextInt(5)) {
        case 0 -> one.allocate();
        case 1 -> one.allocate(new EvenPort(random.nextBoolean()));
        case 2 -> one.request(StunMethod.REFRESH, new Lifetime(0));
        case 3 -> rig.server.onClientGone(one.fiveTuple, rig.now(), rig);
        default -> {
          rig.clock.advance(Duration.ofSeconds(random.nextInt(60)));
          rig.server.onDeadline(rig.now(), rig);
          if (random.nextInt(50) == 0) {
            clients.forEach(it -> it.nonce = "");
          }
        }
      }
      rig.events.clear();
    }
    rig.clock.advance(Duration.ofHours(2));
    while (rig.server.nextDeadline() != Long.MAX_VALUE) {
      rig.server.onDeadline(rig.now(), rig);
    }
    rig.ports.expire(rig.clock.nanos());
    assertThat(rig.ports.takenCount()).isZero();
    assertThat(rig.quotas.total()).isZero();
    assertThat(rig.open).isEmpty();
  }

  private static StunMessage plain(StunMethod method, StunAttribute... attributes) {
    return TestClient.message(new TransactionId(1, 2), method, List.of(attributes));
  }

  private static long heapAfterGc() {
    Runtime runtime = Runtime.getRuntime();
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
