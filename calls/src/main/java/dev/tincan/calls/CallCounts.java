package dev.tincan.calls;

import dev.tincan.calls.message.ErrorCode;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/// A picture of the server for metrics: what there is now, and what there has been since the start.
public record CallCounts(
    Present present, long framesIn, long framesOut, Map<ErrorCode, Long> rejected) {

  public CallCounts {
    var copy = new EnumMap<ErrorCode, Long>(ErrorCode.class);
    copy.putAll(rejected);
    rejected = Collections.unmodifiableMap(copy);
  }

  /// What there is now.
  public record Present(int connections, int sessions, int participants, Calls calls) {}

  /// Calls by state.
  public record Calls(int scheduled, int open, int waiting, int live, int lingering) {}
}
