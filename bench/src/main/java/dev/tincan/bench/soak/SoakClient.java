package dev.tincan.bench.soak;

import dev.tincan.stun.ErrorCode;
import dev.tincan.stun.StunClass;
import dev.tincan.stun.StunEncoder;
import dev.tincan.stun.StunMessage;
import dev.tincan.stun.StunMethod;
import dev.tincan.stun.TransactionId;
import dev.tincan.stun.address.TransportAddress;
import dev.tincan.stun.attribute.ChannelNumberAttribute;
import dev.tincan.stun.attribute.ErrorCodeAttribute;
import dev.tincan.stun.attribute.Lifetime;
import dev.tincan.stun.attribute.Nonce;
import dev.tincan.stun.attribute.Realm;
import dev.tincan.stun.attribute.RequestedTransport;
import dev.tincan.stun.attribute.StunAttribute;
import dev.tincan.stun.attribute.Username;
import dev.tincan.stun.attribute.XorPeerAddress;
import dev.tincan.stun.attribute.XorRelayedAddress;
import dev.tincan.stun.auth.LongTermKey;
import dev.tincan.stun.auth.RestCredential;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One allocation with two channels, from the first request to its end.
///
/// Requests and answers belong to the thread of [SoakNetwork]; [#sendToPeer] is for the sending
/// thread. What both touch is guarded by `this`.
final class SoakClient {
  /// Each to a peer of its own.
  static final int CHANNELS = 2;

  private static final String REALM = "tincan";
  private static final int IANA_UDP = 17;
  private static final int CHANNEL_FIRST = 0x4000;
  private static final int CHANNELS_IN_ALL = 0x1000;
  private static final int CHANNEL_HEADER_BYTES = 4;
  private static final long RESEND_NANOS = 500_000_000L;
  private static final int TRIES = 7;

  enum State {
    ALLOCATING,
    BINDING,
    ACTIVE,
    DELETING,
    OVER
  }

  /// How it ends: with a Refresh of lifetime 0, by closing its connection, or by saying nothing.
  enum Ending {
    DELETE,
    DISCONNECT,
    ABANDON
  }

  final int id;
  final boolean isStream;
  private final ByteChannel channel;
  private final RestCredential credential;
  private final List<TransportAddress> peers;
  private final long lifeNanos;
  private final Tally tally;

  private State state = State.ALLOCATING;
  private Ending ending;
  private Optional<Nonce> nonce = Optional.empty();
  private Optional<TransportAddress> relayed = Optional.empty();
  private int bound;
  private long endsAt;
  private int transactions;
  private byte[] outstanding = {};
  private boolean written;
  private long resendAt;
  private int tries;

  /// Rest of a message that a full stream did not take. Guarded by `this`.
  private ByteBuffer unwritten = ByteBuffer.allocate(0);

  /// Of the next packet through each channel; for the sending thread.
  final long[] nextToPeer = new long[CHANNELS];

  final long[] nextToClient = new long[CHANNELS];

  /// Guarded by `this`, and so is what [#sendToPeer] needs of the rest.
  private boolean sends;

  private final ByteBuffer frame =
      ByteBuffer.allocate(CHANNEL_HEADER_BYTES + Payload.BYTES_MAX + 3);

  SoakClient(
      int id,
      ByteChannel channel,
      boolean isStream,
      Ending ending,
      RestCredential credential,
      List<TransportAddress> peers,
      long lifeNanos,
      Tally tally) {
    this.id = id;
    this.channel = channel;
    this.isStream = isStream;
    this.ending = ending;
    this.credential = credential;
    this.peers = List.copyOf(peers);
    this.lifeNanos = lifeNanos;
    this.tally = tally;
  }

  State state() {
    return state;
  }

  Ending ending() {
    return ending;
  }

  /// Nobody can wait for its allocation to expire any more.
  void neverAbandon() {
    if (ending == Ending.ABANDON) {
      ending = Ending.DELETE;
    }
  }

  ByteChannel channel() {
    return channel;
  }

  /// Where peers reach it; only when it is or was active.
  TransportAddress relayed() {
    return relayed.orElseThrow();
  }

  /// A number nobody else is likely to use, so that a mix-up shows.
  static int channelNumber(int client, int index) {
    return CHANNEL_FIRST + (client * CHANNELS + index) % CHANNELS_IN_ALL;
  }

  void start() throws IOException {
    request(StunMethod.ALLOCATE, new RequestedTransport(IANA_UDP));
  }

  /// Time goes by: asks again, gives up, or ends.
  void tick(long nowNanos) throws IOException {
    if (outstanding.length > 0 && !written) {
      send(outstanding);
    } else if (outstanding.length > 0 && nowNanos - resendAt >= 0) {
      if (isStream || ++tries == TRIES) {
        tally.unanswered.increment();
        state = State.OVER;
      } else {
        send(outstanding);
      }
    } else if (state == State.ACTIVE && nowNanos - endsAt >= 0) {
      end();
    }
  }

  /// Sends nothing more, and takes leave in its way.
  void end() throws IOException {
    silence();
    if (state == State.ACTIVE && ending == Ending.DELETE) {
      state = State.DELETING;
      request(StunMethod.REFRESH, new Lifetime(0));
    } else {
      (ending == Ending.ABANDON ? tally.abandoned : tally.disconnected).increment();
      state = State.OVER;
    }
  }

  private synchronized void silence() {
    sends = false;
  }

  void onAnswer(StunMessage answer) throws IOException {
    if (outstanding.length == 0
        || !answer.transactionId().equals(new TransactionId(id, transactions))) {
      return;
    }
    outstanding = new byte[0];
    if (answer.stunClass() == StunClass.ERROR) {
      onError(answer);
      return;
    }
    switch (state) {
      case ALLOCATING -> {
        tally.allocations.increment();
        relayed = answer.first(XorRelayedAddress.class).map(XorRelayedAddress::address);
        state = State.BINDING;
        bind();
      }
      case BINDING -> {
        if (++bound < CHANNELS) {
          bind();
        } else {
          endsAt = System.nanoTime() + lifeNanos;
          state = State.ACTIVE;
          synchronized (this) {
            sends = true;
          }
        }
      }
      case DELETING -> {
        tally.deleted.increment();
        state = State.OVER;
      }
      case ACTIVE, OVER -> throw new IllegalStateException("an answer to nothing");
    }
  }

  private void onError(StunMessage answer) throws IOException {
    int code = answer.first(ErrorCodeAttribute.class).map(ErrorCodeAttribute::code).orElse(0);
    if (code == ErrorCode.UNAUTHENTICATED.code() && nonce.isEmpty()) {
      nonce = answer.first(Nonce.class);
      start();
    } else {
      System.out.println("client " + id + " in state " + state + " was refused with " + code);
      tally.refused.increment();
      state = State.OVER;
    }
  }

  private void bind() throws IOException {
    request(
        StunMethod.CHANNEL_BIND,
        new ChannelNumberAttribute(channelNumber(id, bound)),
        new XorPeerAddress(peers.get(bound)));
  }

  private void request(StunMethod method, StunAttribute... attributes) throws IOException {
    var all = new ArrayList<>(List.of(attributes));
    nonce.ifPresent(
        it -> all.addAll(List.of(new Username(credential.username()), new Realm(REALM), it)));
    var message =
        new StunMessage(StunClass.REQUEST, method, new TransactionId(id, ++transactions), all);
    byte[] key = LongTermKey.md5(credential.username(), REALM, credential.password());
    outstanding =
        nonce.isPresent() ? StunEncoder.encode(message, key) : StunEncoder.encode(message);
    tries = 0;
    send(outstanding);
  }

  private void send(byte[] message) throws IOException {
    written = write(ByteBuffer.wrap(message));
    resendAt = System.nanoTime() + RESEND_NANOS * (isStream ? TRIES : 1);
  }

  /// A packet of the sending thread, through one of the channels.
  synchronized void sendToPeer(Payload payload) throws IOException {
    if (!sends) {
      return;
    }
    frame
        .clear()
        .putShort((short) channelNumber(id, payload.channel()))
        .putShort((short) payload.bytes());
    payload.write(frame);
    while (isStream && frame.position() % 4 != 0) {
      frame.put((byte) 0);
    }
    (write(frame.flip()) ? tally.sentToPeers : tally.unsent).increment();
  }

  /// Whether a packet may come from its peers; then `action` runs before it ends.
  synchronized void whileActive(Runnable action) {
    if (sends) {
      action.run();
    }
  }

  /// False when there was no room.
  private synchronized boolean write(ByteBuffer message) throws IOException {
    if (unwritten.hasRemaining()) {
      channel.write(unwritten);
    }
    if (unwritten.hasRemaining()) {
      return false;
    }
    int length = message.remaining();
    channel.write(message);
    if (message.hasRemaining() && message.remaining() < length) {
      unwritten = ByteBuffer.allocate(message.remaining()).put(message).flip();
      return true;
    }
    return !message.hasRemaining();
  }
}
