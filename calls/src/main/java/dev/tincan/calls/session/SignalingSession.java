package dev.tincan.calls.session;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/// One client's logical link: both sequence numbers, acks, and an outbox from which a new
/// connection is served what the old one lost [S5]-[S8], [S12].
///
/// The outbox always holds exactly the messages `forgottenThrough + 1 … lastSent`. Acks forget from
/// its head, overflow forgets all of it; so a client can be repeated everything if and only if it
/// has received `forgottenThrough`.
///
/// Blind to transport and content. Confined to the thread of the server that created it.
public final class SignalingSession<M> {

  private final ParticipantId participant;
  private final SecretHash resumeToken;
  private final int outboxMax;
  private final ArrayDeque<Numbered<M>> outbox = new ArrayDeque<>();

  private SessionState state;
  private long lastReceived;
  private long lastSent;
  private long forgottenThrough;
  private OptionalLong ackDeadlineNanos = OptionalLong.empty();

  /// A new session on its first connection, keeping at most `outboxMax` unacked messages.
  public SignalingSession(
      ParticipantId participant, SecretHash resumeToken, ConnectionId connection, int outboxMax) {
    if (outboxMax < 1) {
      throw new IllegalArgumentException("An outbox holds at least one message: " + outboxMax);
    }
    this.participant = participant;
    this.resumeToken = resumeToken;
    this.outboxMax = outboxMax;
    this.state = new SessionState.Attached(connection);
  }

  /// What the number of an envelope that came in means; changes nothing.
  public Inbound place(long seq) {
    if (seq > lastReceived + 1) {
      return Inbound.GAP;
    }
    return seq == lastReceived + 1 ? Inbound.NEXT : Inbound.REPEATED;
  }

  /// Counts an envelope that is not a gap as received. An ack for it is owed by `ackDeadlineNanos`,
  /// unless one is owed already. Repetitions are acked too: their sender may have missed the ack.
  public void accept(long seq, long ackDeadlineNanos) {
    if (place(seq) == Inbound.GAP) {
      throw new IllegalStateException("A gap is not received: " + seq + " after " + lastReceived);
    }
    lastReceived = Math.max(lastReceived, seq);
    if (this.ackDeadlineNanos.isEmpty()) {
      this.ackDeadlineNanos = OptionalLong.of(ackDeadlineNanos);
    }
  }

  /// The client has received everything up to `ack`. False when that was never sent.
  public boolean onAck(long ack) {
    if (ack > lastSent) {
      return false;
    }
    while (!outbox.isEmpty() && outbox.getFirst().seq() <= ack) {
      forgottenThrough = outbox.removeFirst().seq();
    }
    return true;
  }

  /// Numbers `message` and keeps it until it is acked. When the outbox is full, its whole content
  /// is forgotten first: a client that still needs it will be given a snapshot [S8].
  public Numbered<M> append(M message) {
    if (outbox.size() == outboxMax) {
      outbox.clear();
      forgottenThrough = lastSent;
    }
    lastSent++;
    var numbered = new Numbered<>(lastSent, message);
    outbox.addLast(numbered);
    return numbered;
  }

  /// The number to put into a frame that goes out now: the highest received in order. Nothing is
  /// owed after that.
  public long takeAck() {
    ackDeadlineNanos = OptionalLong.empty();
    return lastReceived;
  }

  /// The connection is gone; the session waits until `deadlineNanos`.
  public void detach(long deadlineNanos) {
    state = new SessionState.Detached(deadlineNanos);
    ackDeadlineNanos = OptionalLong.empty();
  }

  /// `connection` takes the session up; its client has received everything up to `lastSeq`.
  public Resumption<M> resume(ConnectionId connection, long lastSeq) {
    if (lastSeq > lastSent) {
      return new Resumption.Impossible<>();
    }
    state = new SessionState.Attached(connection);
    if (lastSeq < forgottenThrough) {
      outbox.clear();
      forgottenThrough = lastSent;
      return new Resumption.Snapshot<>(lastSent);
    }
    onAck(lastSeq);
    List<Numbered<M>> messages = new ArrayList<>(outbox);
    return new Resumption.Repeat<>(messages);
  }

  public ParticipantId participant() {
    return participant;
  }

  /// The hash by which the session is found again.
  public SecretHash resumeToken() {
    return resumeToken;
  }

  public SessionState state() {
    return state;
  }

  /// When an `ack` frame must go out if nothing else has; empty when nothing is owed.
  public OptionalLong ackDeadlineNanos() {
    return ackDeadlineNanos;
  }

  /// Messages sent and not yet acked.
  public int outboxSize() {
    return outbox.size();
  }
}
