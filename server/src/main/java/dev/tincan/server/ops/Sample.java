package dev.tincan.server.ops;

import java.time.Instant;
import java.util.Map;

/// How much there was at a moment.
///
/// @param calls that had not ended and somebody had come to
/// @param allocations by the transport between client and server
/// @param bitsPerSecond payload that the relay carried since the sample before, both ways
public record Sample(
    Instant at, int calls, int participants, Map<String, Integer> allocations, long bitsPerSecond) {

  public Sample {
    allocations = Map.copyOf(allocations);
  }
}
