package dev.tincan.server.relay;

/// How often to read from one socket before the others are looked at. A relay mostly has one packet
/// at a time, and looking in vain for a second one would be every other system call; but when
/// packets come in bursts, going back to the selector for each would cost more. So a second look is
/// taken now and then, and always while it is worth it. Confined to a loop.
final class ReadPace {
  /// Packets read from one socket at most.
  static final int READS_MAX = 64;

  private static final int TURNS_PER_LOOK = 16;

  private boolean bursts;
  private int turns;

  /// Data lane.
  int reads() {
    turns++;
    return bursts || turns % TURNS_PER_LOOK == 0 ? READS_MAX : 1;
  }

  /// Data lane. So many were there before none was.
  void found(int packets) {
    bursts = packets > 1;
  }
}
