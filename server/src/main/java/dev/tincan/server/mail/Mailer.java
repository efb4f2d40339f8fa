package dev.tincan.server.mail;

import dev.tincan.server.config.MailConfig;
import jakarta.activation.DataHandler;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.util.ByteArrayDataSource;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.util.MailConnectException;

/// Hands mails to the SMTP server of the configuration. Safe for use by any thread; a call blocks
/// until the mail server has taken the mail.
final class Mailer {
  private static final String CONNECT_PATIENCE_MILLIS = "10000";
  private static final String ANSWER_PATIENCE_MILLIS = "30000";
  private static final int PERMANENT = 500;
  private static final int ANSWER_CHARACTERS_MAX = 200;

  private final MailConfig config;
  private final Session session;

  Mailer(MailConfig config) {
    this.config = config;
    String protocol = "mail.smtp.";
    var properties = new Properties();
    properties.setProperty(protocol + "connectiontimeout", CONNECT_PATIENCE_MILLIS);
    properties.setProperty(protocol + "timeout", ANSWER_PATIENCE_MILLIS);
    properties.setProperty(protocol + "writetimeout", ANSWER_PATIENCE_MILLIS);
    properties.setProperty(protocol + "ssl.enable", Boolean.toString(config.tls()));
    properties.setProperty(protocol + "ssl.checkserveridentity", "true");
    properties.setProperty(protocol + "starttls.enable", "true");
    // A password goes over no open line, unless that stays inside this machine.
    boolean secret = config.login().isPresent() && !isThisMachine(config.host());
    properties.setProperty(
        protocol + "starttls.required", Boolean.toString(secret && !config.tls()));
    properties.setProperty(protocol + "auth", Boolean.toString(config.login().isPresent()));
    this.session = Session.getInstance(properties);
  }

  String from() {
    return config.from();
  }

  void send(Letter letter) throws NotSent {
    try (Transport transport = session.getTransport("smtp")) {
      Message message = message(letter);
      if (config.login().isPresent()) {
        MailConfig.Login login = config.login().get();
        transport.connect(
            config.host(), config.port(), login.user(), login.password().unredacted());
      } else {
        transport.connect(config.host(), config.port(), null, null);
      }
      transport.sendMessage(message, message.getAllRecipients());
    } catch (AuthenticationFailedException refused) {
      throw new NotSent(
          "The mail server does not take the user or password of this server.", false, refused);
    } catch (MailConnectException unreachable) {
      throw new NotSent("The mail server cannot be reached.", false, unreachable);
    } catch (MessagingException failed) {
      throw notSent(failed);
    }
  }

  /// The answer of the mail server is somewhere among the causes.
  private static NotSent notSent(MessagingException failed) {
    for (Exception cause = failed;
        cause instanceof MessagingException step;
        cause = step.getNextException()) {
      if (cause instanceof SMTPAddressFailedException address) {
        return refused(address.getReturnCode(), address);
      }
    }
    if (failed instanceof SMTPSendFailedException whole) {
      return refused(whole.getReturnCode(), whole);
    }
    return new NotSent("The mail server did not take the mail.", false, failed);
  }

  private static NotSent refused(int code, MessagingException cause) {
    String answer = String.valueOf(cause.getMessage()).strip().replaceAll("\\p{Cntrl}+", " ");
    String shown = answer.substring(0, Math.min(answer.length(), ANSWER_CHARACTERS_MAX));
    return new NotSent("The mail server refused: " + shown, code >= PERMANENT, cause);
  }

  /// The calendar twice: as a part that mail programs act on, and as a file for all others.
  @SuppressWarnings("JavaUtilDate") // what Jakarta Mail takes
  private Message message(Letter letter) throws MessagingException {
    var message = new MimeMessage(session);
    message.setFrom(new InternetAddress(config.from()));
    message.setRecipient(Message.RecipientType.TO, new InternetAddress(letter.to()));
    message.setSubject(letter.subject(), "UTF-8");
    message.setHeader("Auto-Submitted", "auto-generated");
    var text = new MimeBodyPart();
    text.setText(letter.text(), "UTF-8");
    var same = new MimeMultipart("alternative", text);
    var all = new MimeMultipart("mixed");
    var readable = new MimeBodyPart();
    readable.setContent(same);
    all.addBodyPart(readable);
    if (letter.calendar().isPresent()) {
      String calendar = letter.calendar().get();
      String method = "; charset=UTF-8; method=" + letter.calendarMethod();
      same.addBodyPart(part(calendar, "text/calendar" + method));
      MimeBodyPart file = part(calendar, "application/ics; name=\"call.ics\"");
      file.setFileName("call.ics");
      file.setDisposition(MimeBodyPart.ATTACHMENT);
      all.addBodyPart(file);
    }
    message.setContent(all);
    message.setSentDate(new java.util.Date());
    message.saveChanges();
    return message;
  }

  private static MimeBodyPart part(String content, String type) throws MessagingException {
    var part = new MimeBodyPart();
    part.setDataHandler(
        new DataHandler(new ByteArrayDataSource(content.getBytes(StandardCharsets.UTF_8), type)));
    part.setHeader("Content-Type", type);
    part.setHeader("Content-Transfer-Encoding", "base64");
    return part;
  }

  /// By its name alone: no name is looked up.
  private static boolean isThisMachine(String host) {
    try {
      return host.equals("localhost") || InetAddress.ofLiteral(host).isLoopbackAddress();
    } catch (IllegalArgumentException aName) {
      return false;
    }
  }
}
