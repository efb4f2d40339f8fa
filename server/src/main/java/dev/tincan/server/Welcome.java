package dev.tincan.server;

import dev.tincan.server.config.ServerConfig;
import dev.tincan.server.config.TlsConfig;
import dev.tincan.server.tls.Certificates;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Optional;

/// What the terminal shows once the server is up.
final class Welcome {
  private Welcome() {}

  static String text(TincanServer server, ServerConfig config) {
    var text = new StringBuilder();
    text.append(
        """

        Tincan is up. Open this address, start a call, and send its link:

            http://localhost:%d
        """
            .formatted(server.httpPort()));
    String lan = lanAddress().map(InetAddress::getHostAddress).orElse("localhost");
    switch (config.tls()) {
      case TlsConfig.Off _ -> text.append(withoutTls(server.httpPort(), lan));
      case TlsConfig.Files _ -> text.append(withCertificate(httpsPort(server), lan));
      case TlsConfig.SelfSigned _ ->
          text.append(selfSigned(httpsPort(server), lan))
              .append(howToTrust(server.authority().orElseThrow(), server.httpPort(), lan));
    }
    text.append(
        """

        STUN and TURN are on port %d, UDP and TCP%s. Stop with Ctrl-C.
        """
            .formatted(
                server.turnPort(),
                server.httpsPort().isPresent()
                    ? ", and TURN over TLS on port " + httpsPort(server)
                    : ""));
    return text.toString();
  }

  private static int httpsPort(TincanServer server) {
    return server.httpsPort().orElseThrow();
  }

  private static String withoutTls(int port, String lan) {
    return """

    Browsers give camera and microphone only to https or localhost, so for people elsewhere do one of these:
      * start with --tls self-signed: people trust this server's own certificate once, or
      * start with --tls-certificate and --tls-key, if this machine has a domain name and a certificate, or
      * put a proxy with a certificate in front of http://%1$s:%2$d (it must pass WebSocket on), or
      * on the other computer: ssh -L %2$d:localhost:%2$d %1$s   and there open http://localhost:%2$d
    """
        .formatted(lan, port);
  }

  private static String withCertificate(int port, String lan) {
    return """

    Others open it by the name in your certificate: https://YOUR.NAME%s   (this machine: %s)
    """
        .formatted(port == 443 ? "" : ":" + port, lan);
  }

  private static String selfSigned(int port, String lan) {
    return """

    Others in your network open https://%s:%d
    """
        .formatted(lan, port);
  }

  private static String howToTrust(Certificates.Authority authority, int httpPort, String lan) {
    return """

    Their browsers warn until they trust this server's own certificate authority, once per device:
      1. copy %s to the device, or open http://%s:%d/ca.crt there
      2. add it as a trusted authority: in Firefox under Settings, Certificates; on Windows, macOS and Android
         by opening the file; on iOS by opening it and then Settings, General, About, Certificate Trust
      3. compare the SHA-256 fingerprint before you accept:
         %s
    """
        .formatted(
            authority.certificate().toAbsolutePath(), lan, httpPort, authority.fingerprint());
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
