package dev.tincan.server.http;

/// What one WebSocket brings. [#onOpen] comes first, [#onClosed] last and once; the rest between
/// them, one at a time, each on the thread that read it, and none after the server closed.
public interface WebSocketListener {
  void onOpen(WebSocket socket);

  /// A message. The bytes are only lent until this returns.
  void onText(byte[] utf8, int offset, int length);

  /// A message that is no text.
  void onBinary();

  /// A message longer than allowed; nothing more is read.
  void onTooLong();

  void onClosed();
}
