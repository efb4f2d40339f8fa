package dev.tincan.calls.message;

import java.util.List;
import java.util.Optional;

/// One entry of `RTCConfiguration.iceServers`.
public record IceServer(List<String> urls, Optional<String> username, Optional<String> credential) {

  public IceServer {
    urls = List.copyOf(urls);
    if (urls.isEmpty()) {
      throw new IllegalArgumentException("An ICE server has at least one URL");
    }
  }

  @Override
  public String toString() {
    return "IceServer" + urls;
  }
}
