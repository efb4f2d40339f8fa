package dev.tincan.calls;

import dev.tincan.calls.message.ErrorCode;
import java.util.EnumMap;
import java.util.Map;

/// What has been since the start, for [CallCounts].
final class Tally {

  private final Map<ErrorCode, Long> rejected = new EnumMap<>(ErrorCode.class);
  private long framesIn;
  private long framesOut;

  void frameIn() {
    framesIn++;
  }

  void frameOut() {
    framesOut++;
  }

  void rejected(ErrorCode code) {
    rejected.merge(code, 1L, Long::sum);
  }

  CallCounts with(CallCounts.Present present) {
    return new CallCounts(present, framesIn, framesOut, rejected);
  }
}
