package dev.tincan.server.net;

import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// The addresses of this machine.
public final class LocalAddresses {
  private static final Pattern HOST_NAME = Pattern.compile("[a-z]([a-z0-9.-]*[a-z0-9])?");

  /// Addresses of nobody (RFC 5737, RFC 3849), which lie behind the default routes.
  private static final List<String> SOMEWHERE = List.of("203.0.113.1", "2001:db8::1");

  private LocalAddresses() {}

  /// Those that clients may reach: of all devices that are up, loopback too; no link-local ones,
  /// which mean nothing without their device.
  public static List<InetAddress> reachable() {
    try {
      return NetworkInterface.networkInterfaces()
          .filter(LocalAddresses::isUp)
          .flatMap(NetworkInterface::inetAddresses)
          .filter(address -> !address.isLinkLocalAddress())
          .map(LocalAddresses::withoutScope)
          .distinct()
          .toList();
    } catch (SocketException unknown) {
      return List.of(InetAddress.getLoopbackAddress());
    }
  }

  /// Those with which packets to the internet leave, of each family that has a route there: not a
  /// bridge of containers. Nothing is sent.
  public static Set<InetAddress> outward() {
    var addresses = new HashSet<InetAddress>();
    for (String somewhere : SOMEWHERE) {
      try (var socket = new DatagramSocket()) {
        socket.connect(InetAddress.ofLiteral(somewhere), 9);
        addresses.add(withoutScope(socket.getLocalAddress()));
      } catch (SocketException | UncheckedIOException noRoute) {
        // This family has none.
      }
    }
    return addresses;
  }

  /// The name this machine calls itself; empty when it has none that stands in a certificate.
  public static Optional<String> hostName() {
    try {
      return Optional.of(InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT))
          .filter(name -> HOST_NAME.matcher(name).matches());
    } catch (UnknownHostException unnamed) {
      return Optional.empty();
    }
  }

  private static boolean isUp(NetworkInterface device) {
    try {
      return device.isUp();
    } catch (SocketException gone) {
      return false;
    }
  }

  /// The JDK hangs a device name on IPv6 addresses; without it they compare equal to what comes in
  /// packets.
  private static InetAddress withoutScope(InetAddress address) {
    try {
      return address instanceof Inet6Address
          ? InetAddress.getByAddress(address.getAddress())
          : address;
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
