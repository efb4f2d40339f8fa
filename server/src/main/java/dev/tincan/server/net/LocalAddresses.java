package dev.tincan.server.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.List;

/// The addresses of this machine.
public final class LocalAddresses {
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
