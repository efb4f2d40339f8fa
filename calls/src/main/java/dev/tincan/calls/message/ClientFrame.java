package dev.tincan.calls.message;

import dev.tincan.calls.session.ResumeToken;
import java.util.Optional;

/// One text frame from a client [S2].
public sealed interface ClientFrame {

  /// The version of the protocol that these records are.
  int VERSION = 1;

  /// The first frame on a connection [S4].
  ///
  /// A `resume` that cannot be a token is an unknown token to the codec: it is left out [S13].
  record Hello(int version, Optional<Resume> resume, Optional<Attempt> attempt)
      implements ClientFrame {}

  /// Which session to take up, and how far the client is with it [S12].
  ///
  /// @param lastSeq the highest number received, 0 for none
  /// @param acked the highest number of its own that the client saw acked, 0 for none [S33]
  record Resume(ResumeToken token, long lastSeq, long acked) {

    public Resume {
      requireCount(lastSeq);
      requireCount(acked);
    }
  }

  /// One of the connections that one load of the page makes, in the order of `number` [S36].
  record Attempt(String page, long number) {

    public Attempt {
      requireCount(number);
    }
  }

  /// This connection is over, the session is not [S32].
  record Detach(Why why) implements ClientFrame {

    public enum Why {
      /// The page goes away, perhaps to be loaded again.
      UNLOAD,
      /// There is nothing to say while the media flows.
      IDLE
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
