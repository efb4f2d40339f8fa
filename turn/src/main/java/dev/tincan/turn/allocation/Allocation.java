package dev.tincan.turn.allocation;

import dev.tincan.stun.TransactionId;
import dev.tincan.stun.address.TransportAddress;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What one client holds of the relay (RFC 8656 §5). Confined to the event loop of its server.
public final class Allocation {
  private final Owner owner;
  private final RelayId relay;
  private final AddressFamily family;
  private final int port;
  private final long createdNanos;
  private final Map<InetAddress, Permission> permissions = new LinkedHashMap<>();
  private final Map<Integer, ChannelBinding> channels = new LinkedHashMap<>();
  private final Map<TransportAddress, ChannelBinding> channelsByPeer = new LinkedHashMap<>();

  private long deadlineNanos;
  private @Nullable TransportAddress relayed;

  private long bytesToPeers;
  private long packetsToPeers;
  private long bytesToClient;
  private long packetsToClient;

  /// Who made it, and with which request: the same transaction gets the same answer again (RFC 8656
  /// §7.2).
  ///
  /// @param key long-term key, for answers that come later than the request
  /// @param token of the reserved odd port, 0 for none
  /// @param additionalFamilyRefused whether a second family was asked for, which is not offered
  public record Owner(
      FiveTuple client,
      String user,
      byte[] key,
      TransactionId transaction,
      long token,
      boolean additionalFamilyRefused) {}

  /// @param deadlineNanos when it ends unless refreshed
  public Allocation(
      Owner owner,
      RelayId relay,
      AddressFamily family,
      int port,
      long nowNanos,
      long deadlineNanos) {
    this.owner = owner;
    this.relay = relay;
    this.family = family;
    this.port = port;
    this.createdNanos = nowNanos;
    this.deadlineNanos = deadlineNanos;
  }

  /// The socket is bound: from now on the allocation lives.
  public void opened(TransportAddress relayedAddress) {
    relayed = relayedAddress;
  }

  public void refresh(long newDeadlineNanos) {
    deadlineNanos = newDeadlineNanos;
  }

  public void permit(InetAddress peer, Permission permission) {
    permissions.put(peer, permission);
  }

  public void bind(ChannelBinding binding) {
    channels.put(binding.number(), binding);
    channelsByPeer.put(binding.peer(), binding);
  }

  /// Forgets permissions and channels whose time is over.
  public void forgetExpired(long nowNanos) {
    permissions.values().removeIf(permission -> nowNanos - permission.deadlineNanos() >= 0);
    channels.values().removeIf(channel -> nowNanos - channel.deadlineNanos() >= 0);
    channelsByPeer.values().removeIf(channel -> nowNanos - channel.deadlineNanos() >= 0);
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
    return channel == null || nowNanos - channel.deadlineNanos() >= 0 ? null : channel;
  }

  /// Data lane. The permission for a peer's IP; null when there is none or its time is over.
  public @Nullable Permission permission(InetAddress peer, long nowNanos) {
    Permission permission = permissions.get(peer);
    return permission == null || nowNanos - permission.deadlineNanos() >= 0 ? null : permission;
  }

  /// Data lane.
  public void countToPeer(int bytes) {
    bytesToPeers += bytes;
    packetsToPeers++;
  }

  /// Data lane.
  public void countToClient(int bytes) {
    bytesToClient += bytes;
    packetsToClient++;
  }

  public Owner owner() {
    return owner;
  }

  public FiveTuple client() {
    return owner.client();
  }

  public RelayId relay() {
    return relay;
  }

  public AddressFamily family() {
    return family;
  }

  public int port() {
    return port;
  }

  public long createdNanos() {
    return createdNanos;
  }

  public long deadlineNanos() {
    return deadlineNanos;
  }

  /// Empty while the socket is being opened.
  public Optional<TransportAddress> relayed() {
    return Optional.ofNullable(relayed);
  }

  public int permissionCount() {
    return permissions.size();
  }

  public int channelCount() {
    return channels.size();
  }

  public long bytesToPeers() {
    return bytesToPeers;
  }

  public long packetsToPeers() {
    return packetsToPeers;
  }

  public long bytesToClient() {
    return bytesToClient;
  }

  public long packetsToClient() {
    return packetsToClient;
  }
}
