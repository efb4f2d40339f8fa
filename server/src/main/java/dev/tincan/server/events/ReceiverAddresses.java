package dev.tincan.server.events;

import dev.tincan.turn.policy.PeerPolicy;
import io.helidon.webclient.api.DnsAddressLookup;
import io.helidon.webclient.spi.DnsResolver;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;

/// Where webhooks may lead: to public addresses, and to those that the administrator allowed. A
/// name is looked up here, and the very address that was found good is the one connected to: a name
/// that leads elsewhere a moment later leads nowhere. Safe for any thread.
public final class ReceiverAddresses implements DnsResolver {
  private final PeerPolicy policy;

  /// @param policy the relay's list of special addresses, opened for what `webhook-allow-private`
  ///   says
  public ReceiverAddresses(PeerPolicy policy) {
    this.policy = policy;
  }

  /// No address of this name may be connected to; the message does not say which there are.
  static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;

    Refused(String message) {
      super(message);
    }
  }

  /// @throws Refused when there is no address, or none that is allowed
  @Override
  public InetAddress resolveAddress(String host, DnsAddressLookup lookup) {
    List<InetAddress> all = lookUp(host);
    return all.stream()
        .filter(address -> policy.judge(address.getAddress()) != PeerPolicy.Verdict.CLOSED)
        .findFirst()
        .orElseThrow(() ->
            new Refused(
                all.isEmpty()
                    ? "There is no address of this name."
                    : "The name leads to a private address; the administrator can allow it by webhook-allow-private."));
  }

  /// Whether the name leads only to addresses that are refused. One that cannot be looked up now
  /// may be good later.
  boolean isClosed(String host) {
    List<InetAddress> all = lookUp(host);
    return !all.isEmpty()
        && all.stream()
            .allMatch(address -> policy.judge(address.getAddress()) == PeerPolicy.Verdict.CLOSED);
  }

  private static List<InetAddress> lookUp(String host) {
    try {
      String bare =
          host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
      return Stream.of(InetAddress.getAllByName(bare)).toList();
    } catch (UnknownHostException unknown) {
      return List.of();
    }
  }
}
