package dev.tincan.server.tls;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.GeneralSecurityException;
import java.security.KeyManagementException;
import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;

/// An [SSLContext] whose server sockets are [TlsServerSocket]s and whose certificate can change.
public final class ServerTls {
  private ServerTls() {}

  public static SSLContext context(Certificates certificates) {
    try {
      SSLContext jdk = SSLContext.getInstance("TLS");
      jdk.init(new KeyManager[] {certificates.keyManager()}, new TrustManager[0], null);
      return new Context(jdk);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has TLS", impossible);
    }
  }

  private static final class Context extends SSLContext {
    Context(SSLContext jdk) {
      super(new Spi(jdk), jdk.getProvider(), jdk.getProtocol());
    }
  }

  private static final class Spi extends SSLContextSpi {
    private final SSLContext jdk;

    Spi(SSLContext jdk) {
      this.jdk = jdk;
    }

    @Override
    protected SSLServerSocketFactory engineGetServerSocketFactory() {
      return new Factory(jdk.getSocketFactory());
    }

    @Override
    protected void engineInit(KeyManager[] keys, TrustManager[] trust, SecureRandom random)
        throws KeyManagementException {
      throw new KeyManagementException("initialised already");
    }

    @Override
    protected SSLSocketFactory engineGetSocketFactory() {
      return jdk.getSocketFactory();
    }

    @Override
    protected SSLEngine engineCreateSSLEngine() {
      return jdk.createSSLEngine();
    }

    @Override
    protected SSLEngine engineCreateSSLEngine(String host, int port) {
      return jdk.createSSLEngine(host, port);
    }

    @Override
    protected SSLSessionContext engineGetServerSessionContext() {
      return jdk.getServerSessionContext();
    }

    @Override
    protected SSLSessionContext engineGetClientSessionContext() {
      return jdk.getClientSessionContext();
    }
  }

  private static final class Factory extends SSLServerSocketFactory {
    private final SSLSocketFactory sockets;

    Factory(SSLSocketFactory sockets) {
      this.sockets = sockets;
    }

    @Override
    public String[] getDefaultCipherSuites() {
      return sockets.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
      return sockets.getSupportedCipherSuites();
    }

    @Override
    public ServerSocket createServerSocket() throws IOException {
      return new TlsServerSocket(sockets);
    }

    @Override
    public ServerSocket createServerSocket(int port) {
      throw new UnsupportedOperationException("bind it yourself");
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog) {
      throw new UnsupportedOperationException("bind it yourself");
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog, InetAddress address) {
      throw new UnsupportedOperationException("bind it yourself");
    }
  }
}
