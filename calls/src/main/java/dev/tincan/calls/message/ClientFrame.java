package dev.tincan.calls.message;

import dev.tincan.calls.session.ResumeToken;
import java.util.Optional;

/// One text frame from a client [S2].
public sealed interface ClientFrame {

  /// The version of the protocol that these records are.
  int VERSION = 1;

  /// The first frame on a connection [S4]. `lastSeq` is the highest number received, 0 for none or
  /// when absent.
  ///
  /// A `resume` that cannot be a token is an unknown token to the codec: it is left out [S13].
  record Hello(int version, Optional<ResumeToken> resume, long lastSeq) implements ClientFrame {

    public Hello {
      requireCount(lastSeq);
    }
  }

  /// The session is over at once.
  record Bye() implements ClientFrame {}

  record Ack(long ack) implements ClientFrame {

    public Ack {
      requireCount(ack);
    }
  }

  record Ping() implements ClientFrame {}

  record Pong() implements ClientFrame {}

  /// A numbered message; `id` is what an answer to it carries back in `re` [S9].
  record Envelope(long seq, long ack, Optional<String> id, ClientMessage message)
      implements ClientFrame {

    public Envelope {
      requireCount(ack);
      if (seq < 1) {
        throw new IllegalArgumentException("Sequence numbers start at 1: " + seq);
      }
    }
  }

  private static void requireCount(long number) {
    if (number < 0) {
      throw new IllegalArgumentException("Not a count: " + number);
    }
  }
}
