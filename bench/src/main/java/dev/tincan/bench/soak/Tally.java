package dev.tincan.bench.soak;

import java.util.concurrent.atomic.LongAdder;

/// What happened so far. Safe for any thread.
final class Tally {
  final LongAdder allocations = new LongAdder();
  final LongAdder deleted = new LongAdder();
  final LongAdder disconnected = new LongAdder();
  final LongAdder abandoned = new LongAdder();

  final LongAdder sentToPeers = new LongAdder();
  final LongAdder receivedByPeers = new LongAdder();
  final LongAdder sentToClients = new LongAdder();
  final LongAdder receivedByClients = new LongAdder();

  /// Kept back by our own full socket, so never sent.
  final LongAdder unsent = new LongAdder();

  final LongAdder outOfOrder = new LongAdder();

  /// Each of these is a failure.
  final LongAdder wrong = new LongAdder();

  final LongAdder refused = new LongAdder();
  final LongAdder unanswered = new LongAdder();

  long lost() {
    return sentToPeers.sum()
        - receivedByPeers.sum()
        + sentToClients.sum()
        - receivedByClients.sum();
  }

  long sent() {
    return sentToPeers.sum() + sentToClients.sum();
  }
}
