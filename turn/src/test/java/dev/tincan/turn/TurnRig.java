package dev.tincan.turn;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tincan.stun.DecodeResult.Decoded;
import dev.tincan.stun.StunDecoder;
import dev.tincan.stun.StunMessage;
import dev.tincan.stun.address.TransportAddress;
import dev.tincan.stun.auth.LongTermKey;
import dev.tincan.stun.auth.PasswordAlgorithm;
import dev.tincan.testkit.SimClock;
import dev.tincan.turn.allocation.AddressFamily;
import dev.tincan.turn.allocation.FiveTuple;
import dev.tincan.turn.allocation.RelayId;
import dev.tincan.turn.allocation.RelayPorts;
import dev.tincan.turn.allocation.Reservation;
import dev.tincan.turn.allocation.Transport;
import dev.tincan.turn.policy.AddressRange;
import dev.tincan.turn.policy.PeerPolicy;
import dev.tincan.turn.policy.Quotas;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/// A [TurnServer] with everything around it played by hand: sockets that open at once or fail, keys
/// by user name, and a record of all that came out.
final class TurnRig implements TurnOutput, RelayResources {
  static final InetAddress RELAY_IP = InetAddress.ofLiteral("203.0.113.1");
  static final InetAddress RELAY_IPV6 = InetAddress.ofLiteral("2001:db8:ffff::1");
  static final TransportAddress SERVER = address("203.0.113.1", 3478);
  static final TransportAddress PEER = address("8.8.4.4", 4000);
  static final int FIRST_PORT = 50_000;
  static final int LAST_PORT = 50_009;

  final SimClock clock = new SimClock();
  final RelayPorts ports = new RelayPorts(FIRST_PORT, LAST_PORT, new SplittableRandom(7));
  final Quotas quotas;
  final TurnServer server;

  final Deque<ToClient> toClients = new ArrayDeque<>();
  final Deque<ToPeer> toPeers = new ArrayDeque<>();
  final List<TurnEvent> events = new ArrayList<>();
  final Map<RelayId, TransportAddress> open = new LinkedHashMap<>();
  final Deque<Opening> openings = new ArrayDeque<>();
  final List<String> revoked = new ArrayList<>();

  final List<TurnEvent.DropReason> dropped = new ArrayList<>();
  final Set<AddressFamily> families = EnumSet.allOf(AddressFamily.class);

  /// By user name; a user that is not in it belongs to no call.
  final Map<String, Set<InetAddress>> signaled = new LinkedHashMap<>();

  boolean forbidsFragments = true;

  /// Binds that fail before one succeeds.
  int failingBinds;

  boolean opensAtOnce = true;

  record ToClient(FiveTuple client, byte[] bytes) {
    StunMessage message() {
      return decoded().message();
    }

    Decoded decoded() {
      return (Decoded) StunDecoder.decode(ByteBuffer.wrap(bytes));
    }
  }

  record ToPeer(RelayId relay, TransportAddress peer, byte[] payload, boolean dontFragment) {}

  record Opening(RelayId relay, AddressFamily family, int port) {}

  TurnRig(String... openedPeers) {
    this(Quotas.Limits.defaults(), openedPeers);
  }

  TurnRig(Quotas.Limits limits, String... openedPeers) {
    this(limits, PeerPolicy.Mode.CALL, openedPeers);
  }

  TurnRig(Quotas.Limits limits, PeerPolicy.Mode mode, String... openedPeers) {
    quotas = new Quotas(limits);
    var policy = new PeerPolicy(mode, Stream.of(openedPeers).map(AddressRange::parse).toList());
    TurnConfig config = TurnConfig.of("tincan", "nonce secret".getBytes(UTF_8), policy);
    server = new TurnServer(config, new Keys(), this, new SplittableRandom(1), now());
  }

  static TransportAddress address(String ip, int port) {
    return new TransportAddress(InetAddress.ofLiteral(ip), port);
  }

  static FiveTuple client(int port, Transport transport) {
    return new FiveTuple(address("198.51.100.7", port), SERVER, transport);
  }

  static byte[] keyOf(String user) {
    return keyOf(user, PasswordAlgorithm.MD5);
  }

  static byte[] keyOf(String user, PasswordAlgorithm algorithm) {
    return LongTermKey.of(algorithm, user, "tincan", "password of " + user);
  }

  private final class Keys implements KeySource {
    @Override
    public Optional<byte[]> key(String user, PasswordAlgorithm algorithm, Use use, Now now) {
      return user.startsWith("unknown") || revoked.contains(user)
          ? Optional.empty()
          : Optional.of(keyOf(user, algorithm));
    }

    @Override
    public Optional<String> username(byte[] userHash) {
      return Stream.of("ana", "ben")
          .filter(user -> Arrays.equals(LongTermKey.userHash(user, "tincan"), userHash))
          .findFirst();
    }
  }

  Now now() {
    return new Now(clock.nanos(), clock.wall());
  }

  void fromClient(FiveTuple client, byte[] bytes) {
    server.onClientDatagram(client, ByteBuffer.wrap(bytes), now(), this);
    settle();
  }

  /// With room before and behind, as a shell keeps it.
  void fromPeer(RelayId relay, TransportAddress peer, byte[] payload) {
    ByteBuffer buffer =
        ByteBuffer.allocate(64 + payload.length + 4).position(64).put(payload).flip().position(64);
    server.onPeerDatagram(relay, peer, buffer, now(), this);
    settle();
  }

  /// Lets sockets open, or fail.
  void settle() {
    while (opensAtOnce && !openings.isEmpty()) {
      openNext();
    }
  }

  void openNext() {
    Opening opening = openings.remove();
    if (failingBinds > 0) {
      failingBinds--;
      server.onRelayFailed(opening.relay(), now(), this);
    } else {
      var relayed =
          new TransportAddress(
              opening.family() == AddressFamily.IPV4 ? RELAY_IP : RELAY_IPV6, opening.port());
      open.put(opening.relay(), relayed);
      server.onRelayOpened(opening.relay(), relayed, now(), this);
    }
  }

  RelayId onlyRelay() {
    return open.keySet().iterator().next();
  }

  @Override
  public void sendToClient(FiveTuple client, ByteBuffer message) {
    byte[] bytes = new byte[message.remaining()];
    message.get(bytes);
    toClients.add(new ToClient(client, bytes));
  }

  @Override
  public void sendToPeer(
      RelayId relay, TransportAddress peer, ByteBuffer payload, boolean dontFragment) {
    byte[] bytes = new byte[payload.remaining()];
    payload.get(bytes);
    toPeers.add(new ToPeer(relay, peer, bytes, dontFragment));
  }

  @Override
  public void dropped(TurnEvent.DropReason reason) {
    dropped.add(reason);
  }

  @Override
  public void openRelay(RelayId relay, FiveTuple client, AddressFamily family, int port) {
    openings.add(new Opening(relay, family, port));
  }

  @Override
  public void closeRelay(RelayId relay) {
    open.remove(relay);
  }

  @Override
  public void event(TurnEvent event) {
    events.add(event);
  }

  @Override
  public boolean supports(AddressFamily family) {
    return families.contains(family);
  }

  @Override
  public boolean canForbidFragments() {
    return forbidsFragments;
  }

  @Override
  public boolean mayReach(String user, InetAddress peer) {
    Set<InetAddress> ofTheCall = signaled.get(user);
    return ofTheCall == null || ofTheCall.contains(peer);
  }

  @Override
  public OptionalInt takePort(long nowNanos) {
    return ports.take(nowNanos);
  }

  @Override
  public OptionalInt takeEvenPort(long nowNanos) {
    return ports.takeEven(nowNanos);
  }

  @Override
  public OptionalInt takePortPair(Reservation reservation, long nowNanos) {
    return ports.takePair(reservation, nowNanos);
  }

  @Override
  public Optional<RelayPorts.Redeemed> redeem(long token, long nowNanos) {
    return ports.redeem(token, nowNanos);
  }

  @Override
  public void releasePort(int port) {
    ports.release(port);
  }

  @Override
  public Quotas.Verdict admit(String user, String clientAddress) {
    return quotas.admit(user, clientAddress);
  }

  @Override
  public void leave(String user, String clientAddress) {
    quotas.leave(user, clientAddress);
  }

  @Override
  public boolean isOwnAddress(TransportAddress address) {
    return address.address().equals(RELAY_IP) || address.address().equals(RELAY_IPV6);
  }

  @Override
  public boolean isLiveRelay(TransportAddress address) {
    return open.containsValue(address);
  }
}
