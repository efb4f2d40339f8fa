package dev.tincan.server.testing;

import dev.tincan.stun.demux.StreamFraming;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// The way from a client to the server, over a real socket.
public interface Link extends Closeable {
  int PATIENCE_MILLIS = 5_000;

  void send(byte[] message) throws IOException;

  /// The next whole message.
  byte[] receive() throws IOException;

  int localPort();

  static Link udp(InetAddress local, InetSocketAddress server) throws IOException {
    var socket = new DatagramSocket(new InetSocketAddress(local, 0));
    socket.connect(server);
    socket.setSoTimeout(PATIENCE_MILLIS);
    return new Udp(socket);
  }

  static Link stream(Socket socket) throws IOException {
    socket.setSoTimeout(PATIENCE_MILLIS);
    return new Stream(socket, ByteBuffer.allocate(70_000).limit(0));
  }

  record Udp(DatagramSocket socket) implements Link {
    @Override
    public void send(byte[] message) throws IOException {
      socket.send(new DatagramPacket(message, message.length));
    }

    @Override
    public byte[] receive() throws IOException {
      var packet = new DatagramPacket(new byte[65_535], 65_535);
      socket.receive(packet);
      return Arrays.copyOf(packet.getData(), packet.getLength());
    }

    @Override
    public int localPort() {
      return socket.getLocalPort();
    }

    @Override
    public void close() {
      socket.close();
    }
  }

  record Stream(Socket socket, ByteBuffer received) implements Link {
    @Override
    public void send(byte[] message) throws IOException {
      socket.getOutputStream().write(message);
      socket.getOutputStream().flush();
    }

    @Override
    public byte[] receive() throws IOException {
      InputStream in = socket.getInputStream();
      while (true) {
        int length = StreamFraming.frameLength(received);
        if (length > 0 && length <= received.remaining()) {
          byte[] message = new byte[length];
          received.get(message);
          return message;
        }
        byte[] chunk = new byte[4_096];
        int read = in.read(chunk);
        if (read < 0) {
          throw new EOFException("the server closed the connection");
        }
        received.compact().put(chunk, 0, read).flip();
      }
    }

    @Override
    public int localPort() {
      return socket.getLocalPort();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
