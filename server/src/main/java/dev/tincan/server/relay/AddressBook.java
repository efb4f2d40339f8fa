package dev.tincan.server.relay;

import dev.tincan.stun.address.TransportAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;

/// Peers of one relay socket, in the words of the JDK and in ours, so that their packets need no
/// new ones. Confined to a loop.
final class AddressBook {
  /// A relay talks to a few; beyond, all are learned anew.
  private static final int ENTRIES_MAX = 64;

  private final Map<InetSocketAddress, TransportAddress> addresses = new HashMap<>(4);
  private final Map<TransportAddress, InetSocketAddress> sockets = new HashMap<>(4);

  static TransportAddress of(InetSocketAddress address) {
    return new TransportAddress(address.getAddress(), address.getPort());
  }

  static InetSocketAddress socketAddress(TransportAddress address) {
    return new InetSocketAddress(address.address(), address.port());
  }

  /// Data lane. Only looks: whoever sends here may be anybody, and is not remembered for it.
  TransportAddress address(InetSocketAddress source) {
    TransportAddress known = addresses.get(source);
    return known == null ? of(source) : known;
  }

  /// Data lane. Where to send for this peer, which the core has let through.
  InetSocketAddress socket(TransportAddress peer) {
    InetSocketAddress known = sockets.get(peer);
    if (known != null) {
      return known;
    }
    if (sockets.size() == ENTRIES_MAX) {
      sockets.clear();
      addresses.clear();
    }
    InetSocketAddress fresh = socketAddress(peer);
    sockets.put(peer, fresh);
    addresses.put(fresh, peer);
    return fresh;
  }
}
