package dev.tincan.server.tls;

import dev.tincan.server.config.InvalidConfig;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;

/// A certificate with its chain, and the key that belongs to it.
///
/// @param chain the server's own first
record Identity(List<X509Certificate> chain, PrivateKey key) {
  /// Reads PEM files as certificate robots write them; both may be the same file.
  ///
  /// @throws InvalidConfig with one sentence when they cannot be used
  static Identity read(Path certificate, Path key) {
    List<X509Certificate> chain = certificates(certificate);
    if (chain.isEmpty()) {
      throw new InvalidConfig(
          "The file "
              + certificate
              + " holds no certificate (BEGIN CERTIFICATE); give the full chain in PEM form.");
    }
    PrivateKey privateKey = key(key);
    if (!belongsTo(chain.getFirst(), privateKey)) {
      throw new InvalidConfig(
          "The key in " + key + " does not belong to the certificate in " + certificate + ".");
    }
    return new Identity(chain, privateKey);
  }

  static List<X509Certificate> certificates(Path file) {
    var certificates = new ArrayList<X509Certificate>();
    for (Object object : pemObjects(file)) {
      if (object instanceof X509CertificateHolder holder) {
        try {
          certificates.add(new JcaX509CertificateConverter().getCertificate(holder));
        } catch (CertificateException broken) {
          throw new InvalidConfig("The certificate in " + file + " cannot be read.", broken);
        }
      }
    }
    return certificates;
  }

  private static PrivateKey key(Path file) {
    for (Object object : pemObjects(file)) {
      try {
        switch (object) {
          case PEMKeyPair pair -> {
            return new JcaPEMKeyConverter().getKeyPair(pair).getPrivate();
          }
          case PrivateKeyInfo info -> {
            return new JcaPEMKeyConverter().getPrivateKey(info);
          }
          case PEMEncryptedKeyPair _, PKCS8EncryptedPrivateKeyInfo _ ->
              throw new InvalidConfig(
                  "The key in " + file + " is protected by a password; give one without.");
          default -> {}
        }
      } catch (IOException broken) {
        throw new InvalidConfig("The key in " + file + " cannot be read.", broken);
      }
    }
    throw new InvalidConfig("The file " + file + " holds no private key (BEGIN PRIVATE KEY).");
  }

  private static List<Object> pemObjects(Path file) {
    var objects = new ArrayList<>();
    try (Reader text = Files.newBufferedReader(file);
        var parser = new PEMParser(text)) {
      for (Object object = parser.readObject(); object != null; object = parser.readObject()) {
        objects.add(object);
      }
      return objects;
    } catch (IOException unreadable) {
      throw new InvalidConfig(
          "The file "
              + file
              + " cannot be read as PEM; check the path and the rights of this user.",
          unreadable);
    }
  }

  /// Signs with one and verifies with the other: works for every kind of key.
  private static boolean belongsTo(X509Certificate certificate, PrivateKey key) {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "EC" -> "SHA256withECDSA";
          case "RSA" -> "SHA256withRSA";
          default -> key.getAlgorithm();
        };
    byte[] probe = {1, 2, 3, 4};
    try {
      var signer = Signature.getInstance(algorithm);
      signer.initSign(key);
      signer.update(probe);
      byte[] signature = signer.sign();
      signer.initVerify(certificate.getPublicKey());
      signer.update(probe);
      return signer.verify(signature);
    } catch (GeneralSecurityException other) {
      return false;
    }
  }
}
