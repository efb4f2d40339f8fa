package dev.tincan.server.api;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Makes TURN credentials for other programs.
@FunctionalInterface
public interface TurnDesk {
  /// @param urls of TURN (RFC 7065), the best transport first
  record Credentials(List<String> urls, String username, String credential, Instant expiresAt) {
    @Override
    public String toString() {
      return "Credentials[" + username + "]";
    }
  }

  /// @param name that the log and the quotas see
  /// @param host under which the program reached this server
  Credentials mint(String name, Duration life, String host);
}
