package dev.tincan.server.signaling;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/// What the headers `Host` and `Origin` of a request say.
final class HostHeader {
  private static final int LENGTH_MAX = 255;

  private HostHeader() {}

  /// Whether a page of this origin came from the host that it asks now [S1].
  static boolean isSameHost(String origin, String host) {
    try {
      return host.equalsIgnoreCase(URI.create(origin).getRawAuthority());
    } catch (IllegalArgumentException notAnOrigin) {
      return false;
    }
  }

  /// `call.example` of `call.example:8080`; `[fd00::1]` of `[fd00::1]:8080`.
  static Optional<String> nameOf(String host) {
    if (host.isEmpty() || host.length() > LENGTH_MAX) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(URI.create("http://" + host).getHost())
          .map(name -> name.toLowerCase(Locale.ROOT));
    } catch (IllegalArgumentException notAHost) {
      return Optional.empty();
    }
  }
}
