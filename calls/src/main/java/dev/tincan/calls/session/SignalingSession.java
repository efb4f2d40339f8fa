package dev.tincan.calls.session;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Predicate;

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

  private Counts counts = Counts.KNOWN;

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

  /// Whether both numbers are right.
  private enum Counts {
    KNOWN,
    /// The session was restored after a restart: the client alone knows how far both are [S33].
    LOST,
    /// The client said so, and has not been heard since: it may not have got the answer.
    TOLD
  }

  private SignalingSession(
      ParticipantId participant, SecretHash resumeToken, int outboxMax, SessionState state) {
    this.participant = participant;
    this.resumeToken = resumeToken;
    this.outboxMax = outboxMax;
    this.state = state;
    this.counts = Counts.LOST;
  }

  /// A session that outlived the server's process; it waits for its client until `deadlineNanos`.
  public static <M> SignalingSession<M> restored(
      ParticipantId participant, SecretHash resumeToken, int outboxMax, long deadlineNanos) {
    var state = new SessionState.Detached(deadlineNanos);
    return new SignalingSession<>(participant, resumeToken, outboxMax, state);
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
    counts = Counts.KNOWN;
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

  /// `connection` takes the session up; its client has received everything up to `lastSeq`, and
  /// knows that everything of its own up to `acked` was received.
  ///
  /// @param fresh the client remembers nothing, whatever it received before
  /// @param beyondState what of the outbox no snapshot can tell
  public Resumption<M> resume(
      ConnectionId connection, long lastSeq, long acked, boolean fresh, Predicate<M> beyondState) {
    if (counts != Counts.KNOWN) {
      state = new SessionState.Attached(connection);
      return countAnew(lastSeq, acked, beyondState);
    }
    if (lastSeq > lastSent) {
      return new Resumption.Impossible<>();
    }
    state = new SessionState.Attached(connection);
    if (fresh || lastSeq < forgottenThrough) {
      outbox.clear();
      forgottenThrough = lastSent;
      return new Resumption.Snapshot<>(lastSent, List.of());
    }
    onAck(lastSeq);
    return new Resumption.Repeat<>(new ArrayList<>(outbox));
  }

  /// Both numbers go on where the client says they are. What was said to it since the restart comes
  /// after the snapshot, unless that tells it.
  private Resumption<M> countAnew(long lastSeq, long acked, Predicate<M> beyondState) {
    boolean first = counts == Counts.LOST;
    counts = Counts.TOLD;
    lastReceived = acked;
    List<M> kept =
        outbox.stream()
            .filter(numbered -> first || numbered.seq() > lastSeq)
            .map(Numbered::message)
            .filter(beyondState)
            .toList();
    outbox.clear();
    lastSent = lastSeq;
    forgottenThrough = lastSeq;
    kept.forEach(this::append);
    return new Resumption.Snapshot<>(lastSeq, new ArrayList<>(outbox));
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
