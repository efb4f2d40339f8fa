package dev.tincan.server.http;

import java.net.InetSocketAddress;

/// An open WebSocket. Nothing here waits; safe for any thread.
public interface WebSocket {
  /// What may wait to be sent; beyond, the client does not keep up and is cut off.
  int QUEUED_MESSAGES_MAX = 1_024;

  InetSocketAddress remote();

  /// Messages keep their order. One that cannot be sent is lost with the connection.
  void send(byte[] utf8);

  /// Closes after what was sent.
  void close();
}
