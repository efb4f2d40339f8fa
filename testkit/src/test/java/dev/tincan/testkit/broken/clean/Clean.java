package dev.tincan.testkit.broken.clean;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;

/// Looks close to what is banned, and is allowed.
record Clean(Map<String, String> map) {
  Clean() {
    this(new LinkedHashMap<>());
  }

  static InetSocketAddress at(InetAddress ip, int port) {
    return new InetSocketAddress(ip, port);
  }
}
