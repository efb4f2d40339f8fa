package dev.tincan.server.config;

import java.nio.file.Path;
import java.util.Set;

/// Where the certificate of the https port comes from.
public sealed interface TlsConfig {
  /// There is no https port.
  record Off() implements TlsConfig {}

  /// The data folder's own certificate authority signs one.
  ///
  /// @param names by which people reach the server, beside those the machine knows of itself
  record SelfSigned(Set<String> names) implements TlsConfig {}

  /// Somebody else made one, in PEM form.
  record Files(Path certificate, Path key) implements TlsConfig {}
}
