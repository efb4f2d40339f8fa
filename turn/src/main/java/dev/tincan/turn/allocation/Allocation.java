package dev.tincan.turn.allocation;

import dev.tincan.stun.TransactionId;
import dev.tincan.stun.address.TransportAddress;
import dev.tincan.stun.attribute.AddressErrorCode;
import dev.tincan.turn.policy.Bandwidth;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What one client holds of the relay (RFC 8656 §5). Confined to the event loop of its server.
public final class Allocation {
  private final Owner owner;
  private final long createdNanos;
  private final Bandwidth bandwidth;
  private final Map<AddressFamily, Relay> relays = new EnumMap<>(AddressFamily.class);
  private final Map<InetAddress, Permission> permissions = new LinkedHashMap<>();
  private final ChannelTable channels = new ChannelTable();
  private final Map<TransportAddress, ChannelBinding> channelsByPeer = new LinkedHashMap<>();
  private final Traffic traffic = new Traffic();

  private boolean ready;
  private Optional<AddressErrorCode> refused = Optional.empty();

  /// Who made it, and with which request: the same transaction gets the same answer again (RFC 8656
  /// §7.2).
  ///
  /// @param token of the reserved odd port, 0 for none
  public record Owner(FiveTuple client, String user, TransactionId transaction, long token) {}

  /// @param bandwidth what it may carry
  public Allocation(Owner owner, long nowNanos, Bandwidth bandwidth) {
    this.owner = owner;
    this.createdNanos = nowNanos;
    this.bandwidth = bandwidth;
  }

  public void add(Relay relay) {
    relays.put(relay.family(), relay);
  }

  public void remove(Relay relay) {
    relays.remove(relay.family());
  }

  /// One of the two families that were asked for cannot be had.
  public void refuse(AddressErrorCode why) {
    refused = Optional.of(why);
  }

  /// Its sockets are bound: from now on the allocation lives.
  public void opened() {
    ready = true;
  }

  public void permit(InetAddress peer, Permission permission) {
    permissions.put(peer, permission);
  }

  public void bind(ChannelBinding binding) {
    channels.put(binding);
    channelsByPeer.put(binding.peer(), binding);
  }

  /// Forgets permissions and channels whose time is over.
  public void forgetExpired(long nowNanos) {
    permissions.values().removeIf(permission -> nowNanos - permission.deadlineNanos() >= 0);
    channels.removeExpired(nowNanos);
    channelsByPeer.values().removeIf(channel -> channel.isExpired(nowNanos));
  }

  /// Data lane. The peer a channel stands for; null when it stands for none.
  public @Nullable ChannelBinding channel(int number, long nowNanos) {
    return alive(channels.get(number), nowNanos);
  }

  /// Data lane. The channel bound to a peer; null when there is none.
  public @Nullable ChannelBinding channel(TransportAddress peer, long nowNanos) {
    return alive(channelsByPeer.get(peer), nowNanos);
  }

  private static @Nullable ChannelBinding alive(@Nullable ChannelBinding channel, long nowNanos) {
    return channel == null || channel.isExpired(nowNanos) ? null : channel;
  }

  /// Data lane. The permission for a peer's IP; null when there is none or its time is over.
  public @Nullable Permission permission(InetAddress peer, long nowNanos) {
    Permission permission = permissions.get(peer);
    return permission == null || nowNanos - permission.deadlineNanos() >= 0 ? null : permission;
  }

  /// Data lane. The relay that reaches a peer: the one of its family. Null when there is none.
  public @Nullable Relay relayFor(InetAddress peer) {
    return relays.get(peer instanceof Inet4Address ? AddressFamily.IPV4 : AddressFamily.IPV6);
  }

  public @Nullable Relay relay(RelayId id) {
    for (Relay relay : relays.values()) {
      if (relay.id().equals(id)) {
        return relay;
      }
    }
    return null;
  }

  /// In the order of their families.
  public List<Relay> relays() {
    return List.copyOf(relays.values());
  }

  public boolean has(AddressFamily family) {
    return relays.containsKey(family);
  }

  public Owner owner() {
    return owner;
  }

  public FiveTuple client() {
    return owner.client();
  }

  public long createdNanos() {
    return createdNanos;
  }

  /// Whether its client was told of it.
  public boolean isReady() {
    return ready;
  }

  /// Why there is one family though two were asked for.
  public Optional<AddressErrorCode> refused() {
    return refused;
  }

  public int permissionCount() {
    return permissions.size();
  }

  public int channelCount() {
    return channels.count();
  }

  public Bandwidth bandwidth() {
    return bandwidth;
  }

  public Traffic traffic() {
    return traffic;
  }
}
