package dev.tincan.server.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/// A connection that carries a stream of bytes, wherever it came from. [#write] and [#close] are
/// safe for any thread; one thread reads.
public interface StreamConnection {
  InetSocketAddress remote();

  InetSocketAddress local();

  /// Whether the bytes were encrypted on their way.
  boolean isSecure();

  /// Waits for bytes, as [java.io.InputStream#read(byte[], int, int)] does.
  int read(byte[] into, int offset, int length) throws IOException;

  void write(byte[] bytes) throws IOException;

  /// Ends the connection, and whoever waits in [#read] or [#write]. Never throws.
  void close();

  /// A plain TCP connection.
  static StreamConnection of(Socket socket) {
    return new SocketConnection(socket);
  }
}
