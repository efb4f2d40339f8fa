package dev.tincan.server.relay;

import dev.tincan.server.net.EventLoop;
import dev.tincan.stun.address.TransportAddress;
import dev.tincan.turn.AllocationSummary;
import dev.tincan.turn.KeySource;
import dev.tincan.turn.Now;
import dev.tincan.turn.TurnConfig;
import dev.tincan.turn.TurnCounts;
import dev.tincan.turn.TurnEvent;
import dev.tincan.turn.TurnOutput;
import dev.tincan.turn.TurnServer;
import dev.tincan.turn.allocation.AddressFamily;
import dev.tincan.turn.allocation.FiveTuple;
import dev.tincan.turn.allocation.RelayId;
import dev.tincan.turn.allocation.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import jdk.net.ExtendedSocketOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One event loop with its [TurnServer]: the UDP listeners of every address, the relay sockets of
/// its own allocations, and the streams that were handed to it.
///
/// [#onStreamMessage], [#onStreamClosed] and [#revoke] are safe for any thread; the rest is the
/// loop's own.
final class RelayLoop implements TurnOutput, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RelayLoop.class);

  /// Room before a payload for what the core puts in front of it.
  private static final int HEADROOM = 64;

  private static final long WALL_CLOCK_PERIOD_NANOS = 10_000_000;
  private static final int DATAGRAM_BYTES_MAX = 65_535;

  /// Room behind a payload for padding.
  private static final int TAILROOM = 4;

  private static final int LISTENER_BUFFER_BYTES = 4 << 20;

  private final RelayConfig config;
  private final SharedResources resources;
  private final Map<FiveTuple, Consumer<ByteBuffer>> streams;
  private final RelayEvents events;
  private final EventLoop loop;
  private final TurnServer core;
  private final Map<TransportAddress, DatagramChannel> listeners = new HashMap<>();
  private final Map<RelayId, RelaySocket> relays = new HashMap<>();

  /// Clients with an allocation: each is known by one [FiveTuple], so that its packets need none
  /// made. Nobody else is remembered.
  private final Map<InetSocketAddress, UdpClient> clientsBySource = new HashMap<>();

  private final Map<FiveTuple, UdpClient> clients = new HashMap<>();
  private final ByteBuffer buffer =
      ByteBuffer.allocateDirect(HEADROOM + DATAGRAM_BYTES_MAX + TAILROOM);

  private long wallReadNanos = System.nanoTime();
  private Instant wall = Instant.now();

  /// The moment of this wake-up; one for a whole batch of packets.
  private Now now = new Now(wallReadNanos, wall);

  private record RelaySocket(
      DatagramChannel channel,
      FiveTuple client,
      TransportAddress relayed,
      TransportAddress bound,
      AddressBook peers,
      ReadPace pace) {}

  /// @param relays sockets of its allocation
  private record UdpClient(
      FiveTuple fiveTuple,
      InetSocketAddress source,
      DatagramChannel listener,
      Set<RelayId> relays) {}

  /// @param streams where messages for clients on a stream go; filled by the listener of streams
  RelayLoop(
      String name,
      RelayConfig config,
      TurnConfig turn,
      KeySource keys,
      SharedResources resources,
      Map<FiveTuple, Consumer<ByteBuffer>> streams,
      RelayEvents events) {
    this.config = config;
    this.resources = resources;
    this.streams = streams;
    this.events = events;
    this.core = new TurnServer(turn, keys, resources, new SecureRandom(), now);
    this.loop = new EventLoop(name, new CoreDeadlines());
  }

  private final class CoreDeadlines implements EventLoop.Deadlines {
    @Override
    public long nextDeadline() {
      return core.nextDeadline();
    }

    @Override
    public void onDeadline() {
      now = read();
      core.onDeadline(now, RelayLoop.this);
    }
  }

  /// What is served at an address.
  enum Served {
    TURN,
    BINDING_ONLY
  }

  /// What the core does with a datagram of a client.
  private interface ClientInput {
    void take(FiveTuple from, ByteBuffer datagram, Now now, TurnOutput out);
  }

  /// Listens at this address. Before [#start].
  void listen(InetAddress address, int port, Served served) throws IOException {
    DatagramChannel channel = open(address);
    try {
      channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
      channel.setOption(StandardSocketOptions.SO_RCVBUF, LISTENER_BUFFER_BYTES);
      channel.setOption(StandardSocketOptions.SO_SNDBUF, LISTENER_BUFFER_BYTES);
      channel.bind(new InetSocketAddress(address, port));
      var server = new TransportAddress(address, port);
      listeners.put(server, channel);
      ClientInput input =
          switch (served) {
            case TURN -> core::onClientDatagram;
            case BINDING_ONLY -> core::onBindingDatagram;
          };
      loop.register(channel, () -> readClients(channel, server, input));
    } catch (IOException failed) {
      channel.close();
      throw failed;
    }
  }

  void start() {
    loop.start();
  }

  private static DatagramChannel open(InetAddress address) throws IOException {
    return DatagramChannel.open(
        address.getAddress().length == 4
            ? StandardProtocolFamily.INET
            : StandardProtocolFamily.INET6);
  }

  /// The wall clock, which only credentials go by, is read once in a while.
  private Now read() {
    long nanos = System.nanoTime();
    if (nanos - wallReadNanos > WALL_CLOCK_PERIOD_NANOS) {
      wallReadNanos = nanos;
      wall = Instant.now();
    }
    return new Now(nanos, wall);
  }

  /// Data lane.
  private void readClients(DatagramChannel channel, TransportAddress server, ClientInput input) {
    now = read();
    for (int i = 0; i < ReadPace.READS_MAX; i++) {
      InetSocketAddress source = receive(channel);
      if (source == null) {
        return;
      }
      UdpClient known = clientsBySource.get(source);
      FiveTuple client =
          known != null && known.fiveTuple().server().equals(server)
              ? known.fiveTuple()
              : new FiveTuple(AddressBook.of(source), server, Transport.UDP);
      input.take(client, buffer, now, this);
    }
  }

  /// Data lane.
  private void readPeers(RelaySocket socket, RelayId relay) {
    now = read();
    int reads = socket.pace().reads();
    for (int i = 0; i < reads && socket.channel().isOpen(); i++) {
      InetSocketAddress source = receive(socket.channel());
      if (source == null) {
        socket.pace().found(i);
        return;
      }
      TransportAddress peer = resources.toRelayed(socket.peers().address(source));
      core.onPeerDatagram(relay, peer, buffer, now, this);
    }
  }

  /// Data lane. Null when nothing is there. ICMP errors of earlier packets arrive as exceptions;
  /// the socket is as good as before.
  @SuppressWarnings("NullAway")
  private InetSocketAddress receive(DatagramChannel channel) {
    buffer.limit(HEADROOM + DATAGRAM_BYTES_MAX).position(HEADROOM);
    try {
      var source = (InetSocketAddress) channel.receive(buffer);
      buffer.limit(buffer.position()).position(HEADROOM);
      return source;
    } catch (IOException unreachable) {
      return null;
    }
  }

  /// A whole message of a client's stream; `done` runs when the loop is through with it.
  void onStreamMessage(FiveTuple client, ByteBuffer message, Runnable done) {
    loop.execute(() -> {
      now = read();
      try {
        core.onClientDatagram(client, message, now, this);
      } finally {
        done.run();
      }
    });
  }

  void onStreamClosed(FiveTuple client) {
    loop.execute(() -> {
      now = read();
      core.onClientGone(client, now, this);
    });
  }

  /// Closes what was made with credentials of these user names.
  void revoke(Predicate<String> users) {
    loop.execute(() -> {
      now = read();
      core.onCredentialsRevoked(users, now, this);
    });
  }

  /// Hands the counts to `reader`, on the loop's thread.
  void count(Consumer<TurnCounts> reader) {
    loop.execute(() -> reader.accept(core.counts()));
  }

  /// Hands what is allocated to `reader`, on the loop's thread.
  void summarize(Consumer<List<AllocationSummary>> reader) {
    loop.execute(() -> reader.accept(core.summaries()));
  }

  @Override
  public void sendToClient(FiveTuple client, ByteBuffer message) {
    if (client.transport().isStream()) {
      Consumer<ByteBuffer> stream = streams.get(client);
      if (stream != null) {
        stream.accept(message);
      }
      return;
    }
    UdpClient known = clients.get(client);
    if (known != null) {
      send(known.listener(), message, known.source());
      return;
    }
    DatagramChannel listener = listeners.get(client.server());
    if (listener != null) {
      send(listener, message, AddressBook.socketAddress(client.client()));
    }
  }

  @Override
  public void sendToPeer(
      RelayId relay, TransportAddress peer, ByteBuffer payload, boolean dontFragment) {
    RelaySocket socket = relays.get(relay);
    if (socket == null) {
      return;
    }
    InetSocketAddress to = socket.peers().socket(resources.toBound(peer));
    if (dontFragment) {
      sendWhole(socket.channel(), payload, to);
    } else {
      send(socket.channel(), payload, to);
    }
  }

  /// With the DF bit, which the socket has for this one datagram (RFC 8656 §14).
  private void sendWhole(DatagramChannel channel, ByteBuffer datagram, InetSocketAddress to) {
    try {
      channel.setOption(ExtendedSocketOptions.IP_DONTFRAGMENT, true);
      send(channel, datagram, to);
      channel.setOption(ExtendedSocketOptions.IP_DONTFRAGMENT, false);
    } catch (IOException unreachable) {
      events.notSent();
    }
  }

  /// UDP promises nothing: what the kernel does not take is lost.
  private void send(DatagramChannel channel, ByteBuffer datagram, InetSocketAddress to) {
    try {
      if (channel.send(datagram, to) == 0 && datagram.hasRemaining()) {
        events.notSent();
      }
    } catch (IOException unreachable) {
      events.notSent();
    }
  }

  @Override
  public void openRelay(RelayId relay, FiveTuple client, AddressFamily family, int port) {
    // Answered after this input has returned, as the contract wants it.
    loop.execute(() -> bindRelay(relay, client, family, port));
  }

  private void bindRelay(RelayId relay, FiveTuple client, AddressFamily family, int port) {
    now = read();
    Optional<InetAddress> local = localAddress(client.server().address(), family);
    if (local.isEmpty()) {
      core.onRelayFailed(relay, now, this);
      return;
    }
    DatagramChannel channel = null;
    try {
      channel = open(local.get());
      channel.bind(new InetSocketAddress(local.get(), port));
      var bound = new TransportAddress(local.get(), port);
      var relayed = new TransportAddress(advertised(local.get(), family), port);
      var socket =
          new RelaySocket(channel, client, relayed, bound, new AddressBook(), new ReadPace());
      loop.register(channel, () -> readPeers(socket, relay));
      relays.put(relay, socket);
      remember(client, relay);
      resources.relayOpened(relayed, bound);
      core.onRelayOpened(relay, relayed, now, this);
    } catch (IOException taken) {
      close(Optional.ofNullable(channel));
      core.onRelayFailed(relay, now, this);
    }
  }

  private void remember(FiveTuple client, RelayId relay) {
    DatagramChannel listener = listeners.get(client.server());
    if (client.transport().isStream() || listener == null) {
      return;
    }
    UdpClient known =
        clients.computeIfAbsent(
            client,
            _ ->
                new UdpClient(
                    client, AddressBook.socketAddress(client.client()), listener, new HashSet<>()));
    known.relays().add(relay);
    clientsBySource.put(known.source(), known);
  }

  private void forget(FiveTuple client, RelayId relay) {
    UdpClient known = clients.get(client);
    if (known != null && known.relays().remove(relay) && known.relays().isEmpty()) {
      clients.remove(client);
      clientsBySource.remove(known.source(), known);
    }
  }

  /// The address the client reached; of another family, the one nearest to it.
  private Optional<InetAddress> localAddress(InetAddress reached, AddressFamily family) {
    if (AddressFamily.ofLength(reached.getAddress().length) == family) {
      return Optional.of(reached);
    }
    return listeners.keySet().stream()
        .map(TransportAddress::address)
        .filter(address -> AddressFamily.ofLength(address.getAddress().length) == family)
        .filter(address -> address.isLoopbackAddress() == reached.isLoopbackAddress())
        .min(Comparator.comparing(address -> !config.outward().contains(address)));
  }

  private InetAddress advertised(InetAddress local, AddressFamily family) {
    return config
        .publicAddress()
        .filter(address -> !local.isLoopbackAddress())
        .filter(address -> AddressFamily.ofLength(address.getAddress().length) == family)
        .orElse(local);
  }

  @Override
  public void closeRelay(RelayId relay) {
    RelaySocket socket = relays.remove(relay);
    if (socket != null) {
      forget(socket.client(), relay);
      resources.relayClosed(socket.relayed(), socket.bound());
      close(Optional.of(socket.channel()));
    }
  }

  private static void close(Optional<DatagramChannel> channel) {
    channel.ifPresent(open -> {
      try {
        open.close();
      } catch (IOException failed) {
        LOG.warn("a relay socket did not close well", failed);
      }
    });
  }

  @Override
  public void dropped(TurnEvent.DropReason reason) {
    events.dropped(reason);
  }

  /// From now on nothing new is allocated.
  void drain() {
    loop.execute(core::onDrain);
  }

  @Override
  public void event(TurnEvent event) {
    events.count(event);
  }

  @Override
  public void close() {
    loop.close();
  }
}
