package dev.tincan.calls.session;

import java.util.List;

/// How a session goes on when a connection resumes it [S12].
public sealed interface Resumption<M> {

  /// Everything the client has not received, in order.
  record Repeat<M>(List<Numbered<M>> messages) implements Resumption<M> {

    public Repeat {
      messages = List.copyOf(messages);
    }
  }

  /// What the client has not received is no longer there: it counts everything up to `seq` as
  /// received and is told the present state instead, and after it `messages`.
  record Snapshot<M>(long seq, List<Numbered<M>> messages) implements Resumption<M> {

    public Snapshot {
      messages = List.copyOf(messages);
    }
  }

  /// The client claims to have received what was never sent.
  record Impossible<M>() implements Resumption<M> {}
}
