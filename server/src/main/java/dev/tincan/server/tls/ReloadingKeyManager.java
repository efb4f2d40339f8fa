package dev.tincan.server.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/// Shows the certificate that is valid now to whoever connects now; connections that stand keep the
/// one they began with. Safe for any thread.
final class ReloadingKeyManager extends X509ExtendedKeyManager {
  /// A handshake asks three times, and must not get the chain of one identity and the key of
  /// another; so each identity has an alias of its own, and the one before is still known.
  private record Named(String alias, Identity identity) {}

  private volatile Named current;
  private volatile Named previous;

  ReloadingKeyManager(Identity identity) {
    current = new Named("0", identity);
    previous = current;
  }

  /// One thread calls this.
  void use(Identity identity) {
    previous = current;
    current = new Named(String.valueOf(Integer.parseInt(previous.alias()) + 1), identity);
  }

  private Identity named(String alias) {
    Named now = current;
    return now.alias().equals(alias) ? now.identity() : previous.identity();
  }

  @SuppressWarnings("NullAway") // JSSE's own null: no key of this type
  private String alias(String keyType) {
    Named now = current;
    return now.identity().key().getAlgorithm().equals(keyType) ? now.alias() : null;
  }

  @Override
  public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
    return alias(keyType);
  }

  @Override
  public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
    return alias(keyType);
  }

  @Override
  public String[] getServerAliases(String keyType, Principal[] issuers) {
    return new String[] {current.alias()};
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    return named(alias).chain().toArray(X509Certificate[]::new);
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return named(alias).key();
  }

  @Override
  public String[] getClientAliases(String keyType, Principal[] issuers) {
    return new String[0];
  }

  @Override
  @SuppressWarnings("NullAway") // JSSE's own null: this is no client
  public String chooseClientAlias(String[] keyType, Principal[] issuers, Socket socket) {
    return null;
  }
}
