package dev.tincan.server.signaling;

import dev.tincan.calls.call.Stay;
import dev.tincan.calls.message.IceConfig;
import dev.tincan.calls.message.IceServer;
import dev.tincan.server.auth.RestCredentials;
import dev.tincan.stun.auth.RestCredential;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// The ICE servers that clients are given: this server's own STUN and TURN, nobody else's.
/// Immutable.
///
/// @param publicAddress where others reach this machine, when it is not the name they typed
/// @param tlsPort of TURN over TLS, if there is one
/// @param life of credentials; fresh ones come before it is over
/// @param credentials mints what the TURN server accepts
public record IceServers(
    Optional<InetAddress> publicAddress,
    int turnPort,
    OptionalInt tlsPort,
    Duration life,
    RestCredentials credentials) {

  /// @param hostName of the page that asks; STUN and TURN are under the same name
  IceConfig mint(Stay stay, String hostName, Instant now) {
    String host = publicAddress.map(IceServers::literal).orElse(hostName);
    Instant expiresAt = now.plus(life);
    RestCredential credential =
        credentials.mint(RestCredentials.nameOfStay(stay.value()), expiresAt);
    return new IceConfig(
        List.of(
            new IceServer(
                List.of("stun:" + host + ":" + turnPort), Optional.empty(), Optional.empty()),
            new IceServer(
                urls(host, turnPort, hostName, tlsPort),
                Optional.of(credential.username()),
                Optional.of(credential.password()))),
        expiresAt);
  }

  /// TURN URLs (RFC 7065), best transport first.
  ///
  /// @param tlsHost the name that the certificate is made for
  public static List<String> urls(String host, int port, String tlsHost, OptionalInt tlsPort) {
    var urls = new ArrayList<String>();
    urls.add("turn:" + host + ":" + port + "?transport=udp");
    urls.add("turn:" + host + ":" + port + "?transport=tcp");
    tlsPort.ifPresent(tls -> urls.add("turns:" + tlsHost + ":" + tls + "?transport=tcp"));
    return urls;
  }

  /// An address as it stands in a URL.
  public static String literal(InetAddress address) {
    return address instanceof Inet6Address
        ? "[" + address.getHostAddress() + "]"
        : address.getHostAddress();
  }
}
