package dev.tincan.server.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A socket as a [StreamConnection].
record SocketConnection(Socket socket) implements StreamConnection {
  private static final Logger LOG = LoggerFactory.getLogger(SocketConnection.class);

  @Override
  public InetSocketAddress remote() {
    return new InetSocketAddress(socket.getInetAddress(), socket.getPort());
  }

  @Override
  public InetSocketAddress local() {
    return new InetSocketAddress(socket.getLocalAddress(), socket.getLocalPort());
  }

  @Override
  public boolean isSecure() {
    return false;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    return socket.getInputStream().read(into, offset, length);
  }

  @Override
  public void write(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException failed) {
      LOG.debug("a connection did not close well", failed);
    }
  }
}
