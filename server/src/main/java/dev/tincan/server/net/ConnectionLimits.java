package dev.tincan.server.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// How many connections one listener has, in all and per client. Safe for any thread.
public final class ConnectionLimits {
  private static final int NETWORK_BYTES_IPV6 = 8;

  private final int total;
  private final int perClient;
  private final AtomicInteger open = new AtomicInteger();
  private final Map<String, Integer> openPerClient = new ConcurrentHashMap<>();

  public ConnectionLimits(int total, int perClient) {
    this.total = total;
    this.perClient = perClient;
  }

  /// Counts one more connection; false when it is one too many and must be closed. Each one that
  /// was admitted is given back by [#release].
  public boolean admit(InetAddress client) {
    boolean room = open.incrementAndGet() <= total;
    boolean fair = openPerClient.merge(clientOf(client), 1, Integer::sum) <= perClient;
    if (room && fair) {
      return true;
    }
    release(client);
    return false;
  }

  public void release(InetAddress client) {
    open.decrementAndGet();
    openPerClient.computeIfPresent(clientOf(client), (_, count) -> count <= 1 ? null : count - 1);
  }

  /// An IPv4 address is one client; of IPv6, a /64 is.
  public static String clientOf(InetAddress address) {
    byte[] bytes = address.getAddress();
    int length = address instanceof Inet6Address ? NETWORK_BYTES_IPV6 : bytes.length;
    return HexFormat.of().formatHex(bytes, 0, length);
  }
}
