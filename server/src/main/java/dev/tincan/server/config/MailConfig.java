package dev.tincan.server.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/// Who carries the mails that the server sends.
///
/// @param tls from the first byte on; otherwise as soon as the mail server offers it
/// @param from the address that mails come from
public record MailConfig(String host, int port, boolean tls, Optional<Login> login, String from) {
  private static final int SMTP = 25;
  private static final int SUBMISSION = 587;
  private static final int SUBMISSION_TLS = 465;
  private static final int PORT_MAX = 65_535;
  private static final String FORM =
      "smtp-url must look like smtp://user:password@mail.example.org:587, or smtps:// for TLS from the start;"
          + " write @ and : inside user or password as %40 and %3A.";

  /// What an address may look like; plainer than RFC 5321 has it, and safe in any header.
  private static final Pattern ADDRESS =
      Pattern.compile(
          "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)*");

  private static final int ADDRESS_MAX = 254;

  /// How the server names itself to the mail server.
  public record Login(String user, Secret password) {}

  /// @param from empty when the user is an address
  /// @throws InvalidConfig that shows nothing of the password
  public static MailConfig parse(String url, String from) {
    URI uri = uri(url);
    boolean tls = "smtps".equals(uri.getScheme());
    if (uri.getHost() == null || !(tls || "smtp".equals(uri.getScheme()))) {
      throw new InvalidConfig(FORM);
    }
    Optional<Login> login = Optional.ofNullable(uri.getRawUserInfo()).map(MailConfig::login);
    int usual = tls ? SUBMISSION_TLS : login.isPresent() ? SUBMISSION : SMTP;
    int port = uri.getPort() < 0 ? usual : uri.getPort();
    if (port > PORT_MAX) {
      throw new InvalidConfig(FORM);
    }
    String sender = from.isBlank() ? login.map(Login::user).orElse("") : from.strip();
    if (!isAddress(sender)) {
      throw new InvalidConfig(
          "mail-from must be the address that invitations come from, such as calls@example.org; it is '"
              + sender
              + "'.");
    }
    return new MailConfig(uri.getHost(), port, tls, login, sender);
  }

  public static boolean isAddress(String text) {
    return text.length() <= ADDRESS_MAX && ADDRESS.matcher(text).matches();
  }

  private static URI uri(String url) {
    try {
      return new URI(url.strip());
    } catch (URISyntaxException broken) {
      // Not its message: it holds the password.
      throw new InvalidConfig(FORM);
    }
  }

  private static Login login(String userInfo) {
    int colon = userInfo.indexOf(':');
    if (colon < 1) {
      throw new InvalidConfig(FORM);
    }
    return new Login(
        decode(userInfo.substring(0, colon)), new Secret(decode(userInfo.substring(colon + 1))));
  }

  private static String decode(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
