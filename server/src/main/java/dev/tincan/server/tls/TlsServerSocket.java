package dev.tincan.server.tls;

import dev.tincan.server.net.ConnectionLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Accepts TLS connections, so many of one client and in all, and ends those whose handshake takes
/// too long. The JDK's own one bounds neither.
final class TlsServerSocket extends SSLServerSocket {
  static final int CONNECTIONS_MAX = 40_000;

  /// Room for an office behind one address: pages and signaling are here too.
  static final int CONNECTIONS_PER_CLIENT_MAX = 2_000;

  static final Duration HANDSHAKE_MAX = Duration.ofSeconds(10);

  private static final Logger LOG = LoggerFactory.getLogger(TlsServerSocket.class);
  private static final int LINGER_SECONDS = 5;
  private static final long PAUSE_NANOS = 100_000_000;

  private final SSLSocketFactory sockets;
  private final ConnectionLimits limits =
      new ConnectionLimits(CONNECTIONS_MAX, CONNECTIONS_PER_CLIENT_MAX);
  private final ScheduledExecutorService deadlines =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("tls-handshakes").factory());
  private SSLParameters parameters = new SSLParameters();

  TlsServerSocket(SSLSocketFactory sockets) throws IOException {
    this.sockets = sockets;
  }

  /// Goes on after a failure: without file descriptors for a moment, a server should not be without
  /// its port for good.
  @Override
  public Socket accept() throws IOException {
    while (true) {
      var below = new CountedSocket(limits);
      try {
        implAccept(below);
        if (limits.admit(below.getInetAddress())) {
          below.counted.set(true);
          return secured(below);
        }
        below.close();
      } catch (IOException failed) {
        below.close();
        if (isClosed()) {
          throw failed;
        }
        LOG.warn("a TLS connection could not be accepted: {}", failed.getMessage());
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  private SSLSocket secured(Socket below) throws IOException {
    var socket = (SSLSocket) sockets.createSocket(below, null, true);
    socket.setSSLParameters(parameters);
    // Or closing would wait as long as a write does that is stuck at a client that does not read.
    below.setSoLinger(true, LINGER_SECONDS);
    var ready = new AtomicBoolean();
    socket.addHandshakeCompletedListener(_ -> ready.set(true));
    var _ =
        deadlines.schedule(
            () -> closeUnlessReady(ready, below), HANDSHAKE_MAX.toMillis(), TimeUnit.MILLISECONDS);
    return socket;
  }

  private static void closeUnlessReady(AtomicBoolean ready, Socket below) {
    if (!ready.get()) {
      try {
        below.close();
      } catch (IOException gone) {
        // It was closed already.
      }
    }
  }

  /// Gives its place back when it is closed, whoever closes it.
  private static final class CountedSocket extends Socket {
    private final ConnectionLimits limits;
    private final AtomicBoolean counted = new AtomicBoolean();

    CountedSocket(ConnectionLimits limits) {
      this.limits = limits;
    }

    @Override
    public void close() throws IOException {
      InetAddress client = getInetAddress();
      super.close();
      if (counted.compareAndSet(true, false)) {
        limits.release(client);
      }
    }
  }

  @Override
  public void close() throws IOException {
    deadlines.shutdownNow();
    super.close();
  }

  @Override
  public SSLParameters getSSLParameters() {
    return parameters;
  }

  @Override
  public void setSSLParameters(SSLParameters parameters) {
    this.parameters = parameters;
  }

  @Override
  public String[] getEnabledCipherSuites() {
    return sockets.getDefaultCipherSuites();
  }

  @Override
  public void setEnabledCipherSuites(String[] suites) {
    parameters.setCipherSuites(suites);
  }

  @Override
  public String[] getSupportedCipherSuites() {
    return sockets.getSupportedCipherSuites();
  }

  @Override
  public String[] getSupportedProtocols() {
    return PROTOCOLS.clone();
  }

  @Override
  public String[] getEnabledProtocols() {
    return PROTOCOLS.clone();
  }

  @Override
  public void setEnabledProtocols(String[] protocols) {
    parameters.setProtocols(protocols);
  }

  @Override
  public void setNeedClientAuth(boolean need) {
    parameters.setNeedClientAuth(need);
  }

  @Override
  public boolean getNeedClientAuth() {
    return parameters.getNeedClientAuth();
  }

  @Override
  public void setWantClientAuth(boolean want) {
    parameters.setWantClientAuth(want);
  }

  @Override
  public boolean getWantClientAuth() {
    return parameters.getWantClientAuth();
  }

  @Override
  public void setUseClientMode(boolean client) {
    if (client) {
      throw new IllegalArgumentException("this is the server's side");
    }
  }

  @Override
  public boolean getUseClientMode() {
    return false;
  }

  @Override
  public void setEnableSessionCreation(boolean enabled) {
    throw new UnsupportedOperationException("every connection may begin a session");
  }

  @Override
  public boolean getEnableSessionCreation() {
    return true;
  }

  static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};
}
