package dev.tincan.calls.message;

import java.time.Instant;
import java.util.List;

/// The ICE servers for one participant; their credentials are refused after `expiresAt`.
public record IceConfig(List<IceServer> iceServers, Instant expiresAt) {

  public IceConfig {
    iceServers = List.copyOf(iceServers);
  }
}
