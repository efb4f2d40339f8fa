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

  /// JIT compilers need some packets, and on a busy machine some time, before they are done.
  private static final int TRIES = 20;

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

  /// The least of several tries; the first good one is enough.
  private double bytesPerPacket(DataLane lane, Consumer<DataLane> packet) {
    double least = Double.MAX_VALUE;
    for (int i = 0; i < TRIES && least >= 1; i++) {
      long sent = lane.packets();
      long before = threads.getCurrentThreadAllocatedBytes();
      run(lane, packet, PACKETS);
      long bytes = threads.getCurrentThreadAllocatedBytes() - before;

      assertThat(lane.packets() - sent).isEqualTo(PACKETS);
      least = Math.min(least, (double) bytes / PACKETS);
    }
    return least;
  }

  private static void run(DataLane lane, Consumer<DataLane> packet, int count) {
    for (int i = 0; i < count; i++) {
      packet.accept(lane);
    }
  }
}
