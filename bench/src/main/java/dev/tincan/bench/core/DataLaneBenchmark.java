package dev.tincan.bench.core;

import dev.tincan.turn.allocation.Transport;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What one packet costs in the core, in nanoseconds and in bytes of garbage.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls the setup
public class DataLaneBenchmark {
  /// Served round robin.
  @Param({"1", "500"})
  private int allocations;

  private DataLane udp;
  private DataLane tcp;

  @Setup
  public void allocate() {
    udp = new DataLane(allocations, Transport.UDP);
    tcp = new DataLane(allocations, Transport.TCP);
  }

  @Benchmark
  public long clientToPeer() {
    return udp.clientToPeer();
  }

  @Benchmark
  public long peerToClient() {
    return udp.peerToClient();
  }

  @Benchmark
  public long peerToTcpClient() {
    return tcp.peerToClient();
  }

  @Benchmark
  public long clientToPeerBySend() {
    return udp.clientToPeerBySend();
  }
}
