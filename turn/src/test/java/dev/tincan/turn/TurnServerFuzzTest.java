package dev.tincan.turn;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.tincan.turn.allocation.Transport;
import java.time.Duration;

class TurnServerFuzzTest {
  /// Any bytes from clients and peers, between requests that are in order.
  @FuzzTest
  void noInputThrowsAndPortsBalance(FuzzedDataProvider data) {
    var rig = new TurnRig();
    var client = new TestClient(rig, "ana");
    client.allocate();
    client.bind(0x4000, TurnRig.PEER);
    for (int step = 0; step < 50 && data.remainingBytes() > 0; step++) {
      switch (data.consumeInt(0, 3)) {
        case 0 -> rig.fromClient(client.fiveTuple, data.consumeBytes(200));
        case 1 ->
            rig.fromClient(
                TurnRig.client(data.consumeInt(1, 3), Transport.TCP), data.consumeBytes(200));
        case 2 ->
            rig.open.keySet().stream()
                .findFirst()
                .ifPresent(relay -> rig.fromPeer(relay, TurnRig.PEER, data.consumeBytes(100)));
        default -> {
          rig.clock.advance(Duration.ofSeconds(data.consumeInt(0, 700)));
          rig.server.onDeadline(rig.now(), rig);
        }
      }
    }
    if (rig.ports.takenCount() != rig.open.size()) {
      throw new AssertionError(
          rig.ports.takenCount() + " ports for " + rig.open.size() + " sockets");
    }
  }
}
