package dev.tincan.server.tls;

import dev.tincan.server.config.InvalidConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.X509ExtendedKeyManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The server's certificate, read from files and again whenever they change. What cannot be read
/// then changes nothing: the certificate before it stays in use, and the log says why.
public final class Certificates implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Certificates.class);
  private static final Duration LOOK_PERIOD = Duration.ofSeconds(2);
  private static final Duration RENEW_PERIOD = Duration.ofDays(1);

  private final Path certificate;
  private final Path key;
  private final Runnable renewal;
  private final ReloadingKeyManager keyManager;
  private final Thread watcher;

  /// Where a local authority's certificate is, for those who are to trust it.
  ///
  /// @param fingerprint SHA-256, in hex with colons
  public record Authority(Path certificate, String fingerprint) {}

  /// A certificate that somebody else made.
  ///
  /// @throws InvalidConfig when the files cannot be used
  public static Certificates ofFiles(Path certificate, Path key) {
    return new Certificates(certificate, key, () -> {});
  }

  /// A certificate of the data folder's own authority, for these names.
  public static Certificates selfSigned(
      Path dataDir, Set<String> hostNames, Set<InetAddress> addresses) {
    LocalAuthority authority = LocalAuthority.in(dataDir);
    Runnable renewal = () -> authority.ensureServerCertificate(hostNames, addresses, Instant.now());
    renewal.run();
    return new Certificates(authority.serverCertificate(), authority.serverKey(), renewal);
  }

  /// The local authority of this data folder, made when missing.
  public static Authority authority(Path dataDir) {
    LocalAuthority authority = LocalAuthority.in(dataDir);
    return new Authority(authority.certificate(), authority.fingerprint());
  }

  private Certificates(Path certificate, Path key, Runnable renewal) {
    this.certificate = certificate;
    this.key = key;
    this.renewal = renewal;
    List<FileTime> seen = changes();
    this.keyManager = new ReloadingKeyManager(Identity.read(certificate, key));
    this.watcher = Thread.ofVirtual().name("certificates").start(() -> watch(seen));
  }

  /// Looks at the times of the files: a robot may swap a link instead of writing a file, which file
  /// system events do not tell.
  private void watch(List<FileTime> first) {
    List<FileTime> seen = first;
    long renewed = System.nanoTime();
    try {
      while (true) {
        Thread.sleep(LOOK_PERIOD);
        if (System.nanoTime() - renewed > RENEW_PERIOD.toNanos()) {
          renewed = System.nanoTime();
          attempt(renewal);
        }
        List<FileTime> now = changes();
        if (!now.equals(seen)) {
          seen = now;
          attempt(this::reload);
        }
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private void reload() {
    keyManager.use(Identity.read(certificate, key));
    LOG.info("the certificate in {} is in use now", certificate);
  }

  /// Files may be half written; they change again when they are whole.
  private static void attempt(Runnable step) {
    try {
      step.run();
    } catch (InvalidConfig unusable) {
      LOG.warn("the certificate stays as it was: {}", unusable.getMessage());
    }
  }

  private List<FileTime> changes() {
    return Stream.of(certificate, key).map(Certificates::changed).toList();
  }

  private static FileTime changed(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException missing) {
      return FileTime.fromMillis(0);
    }
  }

  X509ExtendedKeyManager keyManager() {
    return keyManager;
  }

  @Override
  public void close() {
    watcher.interrupt();
  }
}
