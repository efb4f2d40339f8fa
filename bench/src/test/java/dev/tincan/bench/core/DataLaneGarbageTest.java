package dev.tincan.bench.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.tincan.turn.allocation.Transport;
import java.lang.management.ManagementFactory;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The gate before the benchmark: once warm, the core makes no garbage for a packet on a channel.
class DataLaneGarbageTest {
  private static final int PACKETS = 100_000;

  /// JIT compilers need some before they are done.
  private static final int WARM_UP_PACKETS = 200_000;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @ParameterizedTest
  @ValueSource(ints = {1, 500})
  void aPacketOfAClientLeavesNoGarbage(int allocations) {
    var lane = new DataLane(allocations, Transport.UDP);

    assertThat(bytesPerPacket(lane, DataLane::clientToPeer)).isLessThan(1);
  }

  @ParameterizedTest
  @EnumSource(names = {"UDP", "TCP"})
  void aPacketOfAPeerLeavesNoGarbage(Transport transport) {
    var lane = new DataLane(500, transport);

    assertThat(bytesPerPacket(lane, DataLane::peerToClient)).isLessThan(1);
  }

  private double bytesPerPacket(DataLane lane, Consumer<DataLane> packet) {
    run(lane, packet, WARM_UP_PACKETS);
    long sent = lane.packets();
    long before = threads.getCurrentThreadAllocatedBytes();
    run(lane, packet, PACKETS);
    long bytes = threads.getCurrentThreadAllocatedBytes() - before;

    assertThat(lane.packets() - sent).isEqualTo(PACKETS);
    return (double) bytes / PACKETS;
  }

  private static void run(DataLane lane, Consumer<DataLane> packet, int count) {
    for (int i = 0; i < count; i++) {
      packet.accept(lane);
    }
  }
}
