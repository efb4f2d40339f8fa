package dev.tincan.calls.session;

/// A message with its place in the session's outgoing sequence.
public record Numbered<M>(long seq, M message) {

  public Numbered {
    if (seq < 1) {
      throw new IllegalArgumentException("Sequence numbers start at 1: " + seq);
    }
  }
}
