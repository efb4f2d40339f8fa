package dev.tincan.calls.call;

import java.util.Optional;

/// How a call is addressed: by its secret id or by a name people chose.
public sealed interface CallRef permits CallId, CallName {

  /// The text on the wire. Whoever knows it can join: not for a log.
  String value();

  /// What a person typed or a link carried. A text that normalises to the shape of a call id is
  /// one; empty when it is neither an id nor a usable name [S16].
  static Optional<CallRef> parse(String text) {
    Optional<String> normal = CallName.normalise(text);
    if (normal.isEmpty()) {
      return Optional.empty();
    }
    String value = normal.get();
    return Optional.of(CallId.isCallId(value) ? new CallId(value) : new CallName(value));
  }
}
