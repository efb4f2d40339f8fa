package dev.tincan.bench.soak;

import dev.tincan.bench.soak.SoakClient.Ending;
import dev.tincan.bench.soak.SoakClient.State;
import dev.tincan.stun.DecodeResult.Decoded;
import dev.tincan.stun.StunClass;
import dev.tincan.stun.StunDecoder;
import dev.tincan.stun.address.TransportAddress;
import dev.tincan.stun.auth.RestCredential;
import dev.tincan.stun.demux.StreamFraming;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;

/// All sockets of the clients and of their peers on one thread: starts clients, ends them, receives
/// for them, and checks that what arrives was meant for whom it reached.
final class SoakNetwork implements Runnable {
  static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  private static final int PEERS = 16;
  private static final int STREAM_EVERY = 5;
  private static final int STARTS_PER_TURN = 20;
  private static final int READS_PER_TURN = 64;
  private static final int TICK_MILLIS = 20;
  private static final int PEER_BUFFER_BYTES = 4 << 20;
  private static final int CHANNEL_HEADER_BYTES = 4;
  private static final long LIFE_NANOS_MIN = 2_000_000_000L;
  private static final long LIFE_NANOS_MAX = 15_000_000_000L;

  private final InetSocketAddress server;
  private final byte[] secret;
  private final int wanted;
  private final Tally tally;
  private final Selector selector;
  private final List<DatagramChannel> peers = new ArrayList<>();
  private final List<TransportAddress> peerAddresses = new ArrayList<>();
  private final List<SoakClient> clients = new ArrayList<>();

  /// Sockets of those who said nothing; open until the end, or their ports would be used again.
  private final List<ByteChannel> abandoned = new ArrayList<>();

  /// Those that the sending thread may use.
  final List<SoakClient> active = new CopyOnWriteArrayList<>();

  /// Who was relayed where, for the whole run: a datagram may arrive late.
  private final Map<Integer, TransportAddress> relayedOf = new HashMap<>();

  private final Map<String, Long> lastSequence = new HashMap<>();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(65_536);
  private final SplittableRandom random = new SplittableRandom(1);
  private int started;

  /// How many of a thousand UDP clients end without a word.
  volatile int abandonPerMille;

  private volatile boolean stopping;
  private volatile boolean done;

  SoakNetwork(int turnPort, byte[] secret, int wanted, Tally tally) throws IOException {
    this.server = new InetSocketAddress(LOOPBACK, turnPort);
    this.secret = secret.clone();
    this.wanted = wanted;
    this.tally = tally;
    this.selector = Selector.open();
    for (int i = 0; i < PEERS; i++) {
      DatagramChannel peer = DatagramChannel.open();
      peer.setOption(StandardSocketOptions.SO_RCVBUF, PEER_BUFFER_BYTES);
      peer.bind(new InetSocketAddress(LOOPBACK, 0)).configureBlocking(false);
      int index = i;
      peer.register(selector, SelectionKey.OP_READ, (OnReadable) () -> readPeer(index));
      peers.add(peer);
      peerAddresses.add(
          new TransportAddress(LOOPBACK, ((InetSocketAddress) peer.getLocalAddress()).getPort()));
    }
  }

  private interface OnReadable {
    void read() throws IOException;
  }

  DatagramChannel peer(int client, int channel) {
    return peers.get(peerIndex(client, channel));
  }

  /// Neighbouring clients and the channels of one client have different peers.
  private static int peerIndex(int client, int channel) {
    return (client + channel * (PEERS / 2 - 1)) % PEERS;
  }

  /// Lets every client end in its way; [#isDone] tells when they have.
  void stop() {
    stopping = true;
  }

  boolean isDone() {
    return done;
  }

  @Override
  public void run() {
    try {
      while (!(stopping && clients.isEmpty())) {
        selector.select(TICK_MILLIS);
        for (SelectionKey key : selector.selectedKeys()) {
          if (key.isValid()) {
            ((OnReadable) key.attachment()).read();
          }
        }
        selector.selectedKeys().clear();
        endClients();
        for (int i = 0; i < STARTS_PER_TURN && !stopping && clients.size() < wanted; i++) {
          startClient();
        }
      }
      done = true;
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private void startClient() throws IOException {
    int id = ++started;
    boolean isStream = id % STREAM_EVERY == 0;
    ByteChannel channel =
        isStream ? SocketChannel.open(server) : DatagramChannel.open().connect(server);
    if (channel instanceof SocketChannel stream) {
      stream.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }
    Ending ending =
        isStream
            ? (random.nextBoolean() ? Ending.DELETE : Ending.DISCONNECT)
            : (random.nextInt(1_000) < abandonPerMille ? Ending.ABANDON : Ending.DELETE);
    var client =
        new SoakClient(
            id,
            channel,
            isStream,
            ending,
            RestCredential.mint(secret, "soak" + id, Instant.now().plusSeconds(3_600)),
            List.of(peerAddresses.get(peerIndex(id, 0)), peerAddresses.get(peerIndex(id, 1))),
            random.nextLong(LIFE_NANOS_MIN, LIFE_NANOS_MAX),
            tally);
    var socket = (SelectableChannel) channel;
    socket.configureBlocking(false);
    ByteBuffer received = ByteBuffer.allocate(isStream ? 16_384 : 0);
    OnReadable readable =
        isStream ? () -> readStream(client, received) : () -> readDatagrams(client);
    socket.register(selector, SelectionKey.OP_READ, readable);
    clients.add(client);
    client.start();
  }

  private void endClients() throws IOException {
    long now = System.nanoTime();
    for (Iterator<SoakClient> all = clients.iterator(); all.hasNext(); ) {
      SoakClient client = all.next();
      boolean wasActive = client.state() == State.ACTIVE;
      if (stopping) {
        client.neverAbandon();
      }
      if (stopping && wasActive) {
        client.end();
      } else {
        client.tick(now);
      }
      if (wasActive && client.state() != State.ACTIVE) {
        active.remove(client);
      }
      if (client.state() == State.OVER) {
        all.remove();
        leave(client);
      }
    }
  }

  private void leave(SoakClient client) throws IOException {
    active.remove(client);
    if (client.ending() == Ending.ABANDON) {
      abandoned.add(client.channel());
      ((SelectableChannel) client.channel()).keyFor(selector).cancel();
      return;
    }
    if (client.channel() instanceof SocketChannel stream && random.nextBoolean()) {
      // Not a farewell, but a reset.
      stream.setOption(StandardSocketOptions.SO_LINGER, 0);
    }
    client.channel().close();
    for (int channel = 0; channel < SoakClient.CHANNELS; channel++) {
      lastSequence.remove(orderKey(client.id, channel, false));
    }
  }

  private void readDatagrams(SoakClient client) throws IOException {
    for (int i = 0; i < READS_PER_TURN && client.channel().isOpen(); i++) {
      buffer.clear();
      if (client.channel().read(buffer) <= 0) {
        return;
      }
      onMessage(client, buffer.flip());
    }
  }

  private void readStream(SoakClient client, ByteBuffer received) throws IOException {
    int read;
    try {
      read = client.channel().read(received);
    } catch (IOException reset) {
      read = -1;
    }
    if (read < 0) {
      System.out.println("the server closed the connection of client " + client.id);
      tally.wrong.increment();
      client.channel().close();
      clients.remove(client);
      active.remove(client);
      return;
    }
    received.flip();
    for (int length = StreamFraming.frameLength(received);
        length != StreamFraming.NEED_MORE && length <= received.remaining();
        length = StreamFraming.frameLength(received)) {
      if (length == StreamFraming.BROKEN) {
        wrong("a stream is broken");
        received.position(received.limit());
        break;
      }
      onMessage(client, received.slice(received.position(), length));
      received.position(received.position() + length);
    }
    received.compact();
  }

  private void onMessage(SoakClient client, ByteBuffer message) throws IOException {
    if ((message.get(message.position()) & 0xC0) == 0x40) {
      onChannelData(client, message);
    } else if (StunDecoder.decode(message) instanceof Decoded decoded
        && decoded.message().stunClass() != StunClass.INDICATION) {
      client.onAnswer(decoded.message());
      if (client.state() == State.ACTIVE && relayedOf.put(client.id, client.relayed()) == null) {
        active.add(client);
      }
    } else {
      wrong("a client got what is no answer");
    }
  }

  private void onChannelData(SoakClient client, ByteBuffer message) {
    int number = message.getShort(message.position()) & 0xFFFF;
    int length = message.getShort(message.position() + 2) & 0xFFFF;
    int start = message.position() + CHANNEL_HEADER_BYTES;
    if (start + length > message.limit()) {
      wrong("a length is beyond its message");
      return;
    }
    try {
      Payload payload = Payload.read(message.limit(start + length).position(start));
      if (payload.toPeer()
          || payload.client() != client.id
          || number != SoakClient.channelNumber(client.id, payload.channel())) {
        wrong("client " + client.id + " on channel " + number + " got " + payload);
        return;
      }
      tally.receivedByClients.increment();
      checkOrder(payload);
    } catch (Payload.Broken broken) {
      wrong("client " + client.id + " got bytes that nobody sent");
    }
  }

  private void readPeer(int index) throws IOException {
    for (int i = 0; i < READS_PER_TURN; i++) {
      buffer.clear();
      var source = (InetSocketAddress) peers.get(index).receive(buffer);
      if (source == null) {
        return;
      }
      try {
        Payload payload = Payload.read(buffer.flip());
        TransportAddress relayed = relayedOf.get(payload.client());
        if (!payload.toPeer()
            || relayed == null
            || relayed.port() != source.getPort()
            || peerIndex(payload.client(), payload.channel()) != index) {
          wrong("peer " + index + " got " + payload + " from port " + source.getPort());
          continue;
        }
        tally.receivedByPeers.increment();
        checkOrder(payload);
      } catch (Payload.Broken broken) {
        wrong("peer " + index + " got bytes that nobody sent");
      }
    }
  }

  private static String orderKey(int client, int channel, boolean toPeer) {
    return client + "/" + channel + toPeer;
  }

  private void checkOrder(Payload payload) {
    Long last =
        lastSequence.put(
            orderKey(payload.client(), payload.channel(), payload.toPeer()), payload.sequence());
    if (last != null && last >= payload.sequence()) {
      tally.outOfOrder.increment();
    }
  }

  private void wrong(String what) {
    System.out.println("WRONG: " + what);
    tally.wrong.increment();
  }
}
