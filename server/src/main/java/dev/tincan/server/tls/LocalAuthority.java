package dev.tincan.server.tls;

import dev.tincan.server.config.InvalidConfig;
import dev.tincan.server.store.DataDir;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// A certificate authority of this server alone, for networks without a domain name: people trust
/// it once, and it signs a certificate for the names the machine has now. Lives in the folder `tls`
/// of the data folder.
final class LocalAuthority {
  private static final Duration CA_LIFE = Duration.ofDays(3_650);

  /// Browsers of one vendor refuse more than 825 days, others 398.
  private static final Duration LIFE = Duration.ofDays(397);

  /// A certificate is made anew when less than this is left of it.
  private static final Duration LIFE_LEFT_MIN = Duration.ofDays(30);

  /// Clocks differ.
  private static final Duration BACKDATED = Duration.ofDays(1);

  private static final int SERIAL_BITS = 128;
  private static final String SIGNATURE = "SHA256withECDSA";

  private final Path folder;
  private final SecureRandom random = new SecureRandom();

  private LocalAuthority(Path folder) {
    this.folder = folder;
  }

  /// The files of an authority in this folder, made when missing.
  static LocalAuthority in(Path dataDir) {
    DataDir.prepare(dataDir);
    var authority = new LocalAuthority(dataDir.resolve("tls"));
    try {
      Files.createDirectories(authority.folder);
      if (!Files.exists(authority.certificate()) || !Files.exists(authority.key())) {
        authority.makeAuthority();
      }
      return authority;
    } catch (IOException | GeneralSecurityException | OperatorCreationException failed) {
      throw failed(failed);
    }
  }

  private static InvalidConfig failed(Exception cause) {
    return new InvalidConfig(
        "A local certificate could not be made ("
            + cause.getMessage()
            + "); check the data folder.",
        cause);
  }

  Path certificate() {
    return folder.resolve("ca.pem");
  }

  private Path key() {
    return folder.resolve("ca-key.pem");
  }

  Path serverCertificate() {
    return folder.resolve("server.pem");
  }

  Path serverKey() {
    return folder.resolve("server-key.pem");
  }

  /// SHA-256 over the authority's certificate, as browsers and `openssl x509 -fingerprint` show it.
  String fingerprint() {
    try {
      byte[] der = Identity.certificates(certificate()).getFirst().getEncoded();
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(der);
      return HexFormat.ofDelimiter(":").withUpperCase().formatHex(hash);
    } catch (GeneralSecurityException impossible) {
      throw failed(impossible);
    }
  }

  /// Signs a certificate for these names, unless the one that is there will do.
  void ensureServerCertificate(Set<String> hostNames, Set<InetAddress> addresses, Instant now) {
    try {
      if (!covers(hostNames, addresses, now)) {
        makeServerCertificate(hostNames, addresses, now);
      }
    } catch (IOException | GeneralSecurityException | OperatorCreationException failed) {
      throw failed(failed);
    }
  }

  private boolean covers(Set<String> hostNames, Set<InetAddress> addresses, Instant now)
      throws CertificateParsingException {
    if (!Files.exists(serverCertificate()) || !Files.exists(serverKey())) {
      return false;
    }
    X509Certificate certificate;
    try {
      certificate = Identity.read(serverCertificate(), serverKey()).chain().getFirst();
      certificate.verify(Identity.certificates(certificate()).getFirst().getPublicKey());
    } catch (InvalidConfig | GeneralSecurityException notOfThisAuthority) {
      return false;
    }
    if (certificate.getNotAfter().toInstant().isBefore(now.plus(LIFE_LEFT_MIN))) {
      return false;
    }
    Set<String> names =
        Objects.requireNonNullElse(certificate.getSubjectAlternativeNames(), Set.<List<?>>of())
            .stream()
            .map(name -> String.valueOf(name.getLast()))
            .collect(Collectors.toSet());
    var wanted = new HashSet<>(hostNames);
    addresses.forEach(address -> wanted.add(address.getHostAddress()));
    return names.containsAll(wanted);
  }

  private void makeAuthority()
      throws IOException, GeneralSecurityException, OperatorCreationException {
    KeyPair pair = keyPair();
    Instant now = Instant.now();
    // The serial makes the name one of its kind: people may trust several such servers.
    var serial = new BigInteger(SERIAL_BITS, random);
    var name = new X500Name("CN=Tincan local authority " + serial.toString(16).substring(0, 6));
    var builder =
        new JcaX509v3CertificateBuilder(
            name,
            serial,
            Date.from(now.minus(BACKDATED)),
            Date.from(now.plus(CA_LIFE)),
            name,
            pair.getPublic());
    var ids = new JcaX509ExtensionUtils();
    builder
        .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
        .addExtension(
            Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
        .addExtension(
            Extension.subjectKeyIdentifier,
            false,
            ids.createSubjectKeyIdentifier(pair.getPublic()));
    writeKey(key(), pair);
    write(certificate(), sign(builder, pair));
  }

  private void makeServerCertificate(Set<String> hostNames, Set<InetAddress> addresses, Instant now)
      throws IOException, GeneralSecurityException, OperatorCreationException {
    Identity authority = Identity.read(certificate(), key());
    X509Certificate issuer = authority.chain().getFirst();
    KeyPair pair = keyPair();
    var builder =
        new JcaX509v3CertificateBuilder(
            issuer,
            new BigInteger(SERIAL_BITS, random),
            Date.from(now.minus(BACKDATED)),
            Date.from(now.plus(LIFE)),
            new X500Name("CN=Tincan"),
            pair.getPublic());
    var ids = new JcaX509ExtensionUtils();
    builder
        .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
        .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
        .addExtension(
            Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
        .addExtension(
            Extension.authorityKeyIdentifier, false, ids.createAuthorityKeyIdentifier(issuer))
        .addExtension(Extension.subjectAlternativeName, false, names(hostNames, addresses));
    X509Certificate certificate =
        sign(builder, new KeyPair(issuer.getPublicKey(), authority.key()));
    writeKey(serverKey(), pair);
    write(serverCertificate(), certificate, issuer);
  }

  private static ASN1Encodable names(Set<String> hostNames, Set<InetAddress> addresses) {
    var names = new ArrayList<GeneralName>();
    hostNames.stream().sorted().forEach(n -> names.add(new GeneralName(GeneralName.dNSName, n)));
    addresses.stream()
        .map(InetAddress::getHostAddress)
        .sorted()
        .forEach(a -> names.add(new GeneralName(GeneralName.iPAddress, a)));
    return new GeneralNames(names.toArray(GeneralName[]::new));
  }

  private KeyPair keyPair() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"), random);
    return generator.generateKeyPair();
  }

  private static X509Certificate sign(X509v3CertificateBuilder builder, KeyPair issuer)
      throws OperatorCreationException, CertificateException, CertIOException {
    var signer = new JcaContentSignerBuilder(SIGNATURE).build(issuer.getPrivate());
    return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
  }

  private void writeKey(Path file, KeyPair pair) throws IOException {
    write(file, new JcaPKCS8Generator(pair.getPrivate(), null));
  }

  /// Whole or not at all, and readable by nobody else while it is written.
  private void write(Path file, Object... objects) throws IOException {
    Path fresh = Files.createTempFile(folder, file.getFileName().toString(), "");
    DataDir.ownerOnly(fresh);
    try (var writer = new JcaPEMWriter(Files.newBufferedWriter(fresh))) {
      for (Object object : objects) {
        writer.writeObject(object);
      }
    }
    Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }
}
