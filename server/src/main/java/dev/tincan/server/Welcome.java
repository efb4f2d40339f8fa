package dev.tincan.server;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Optional;

/// What the terminal shows once the server is up.
final class Welcome {
  private Welcome() {}

  static String text(int httpPort, int turnPort) {
    var text = new StringBuilder();
    text.append(
        """

        Tincan is up. Open this address, start a call, and send its link:

            http://localhost:%1$d

        STUN and TURN are on port %2$d, UDP and TCP. Stop with Ctrl-C.
        """
            .formatted(httpPort, turnPort));
    lanAddress()
        .ifPresent(address ->
            text.append(
                """

                Others in your network reach this machine at %1$s. Browsers give camera and microphone only to
                https or localhost, so for people elsewhere do one of these:
                  * put a proxy with a certificate in front of http://%1$s:%2$d (it must pass WebSocket on), or
                  * on the other computer: ssh -L %2$d:localhost:%2$d %1$s   and there open http://localhost:%2$d
                """
                    .formatted(address.getHostAddress(), httpPort)));
    return text.toString();
  }

  /// The first IPv4 address by which other machines may know this one.
  static Optional<InetAddress> lanAddress() {
    try {
      return NetworkInterface.networkInterfaces()
          .filter(Welcome::isUp)
          .flatMap(NetworkInterface::inetAddresses)
          .filter(Inet4Address.class::isInstance)
          .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
          .findFirst();
    } catch (SocketException unknown) {
      return Optional.empty();
    }
  }

  private static boolean isUp(NetworkInterface device) {
    try {
      return device.isUp() && !device.isLoopback();
    } catch (SocketException gone) {
      return false;
    }
  }
}
