package dev.nanobot.channel;

import jakarta.mail.Session;
import java.time.Duration;
import java.util.Properties;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocketFactory;

/// What the mail library needs to know of a server.
///
/// Shared: immutable.
final class MailSessions {
  private final Email.Config config;
  private final Supplier<SSLSocketFactory> tls;

  MailSessions(Email.Config config, Supplier<SSLSocketFactory> tls) {
    this.config = config;
    this.tls = tls;
  }

  /// `protocol` is `imap` or `smtp`; an answer may take `longest`.
  Session of(String protocol, Email.Server server, Duration longest) {
    String prefix = "mail." + protocol + ".";
    boolean isTls = server.security() == Email.Security.TLS;
    boolean startsTls = server.security() == Email.Security.STARTTLS;
    var properties = new Properties();
    properties.put(prefix + "host", server.host());
    properties.put(prefix + "port", Integer.toString(server.port()));
    properties.put(prefix + "connectiontimeout", millis(config.answerWait()));
    properties.put(prefix + "timeout", millis(longest));
    properties.put(prefix + "writetimeout", millis(config.answerWait()));
    if (isTls || startsTls) properties.put(prefix + "ssl.socketFactory", tls.get());
    properties.put(prefix + "ssl.enable", Boolean.toString(isTls));
    properties.put(prefix + "ssl.checkserveridentity", "true");
    properties.put(prefix + "starttls.enable", Boolean.toString(startsTls));
    properties.put(prefix + "starttls.required", Boolean.toString(startsTls));
    properties.put("mail.imap.peek", "true");
    properties.put("mail.imap.partialfetch", "false");
    properties.put("mail.imap.connectionpoolsize", "1");
    properties.put("mail.smtp.quitwait", "false");
    // Without it the name of this machine is looked up, and told to the server.
    properties.put("mail.smtp.localhost", domain(config.address()));
    properties.put("mail.smtp.auth", Boolean.toString(!server.user().isEmpty()));
    return Session.getInstance(properties);
  }

  static String domain(String address) {
    return address.substring(address.lastIndexOf('@') + 1);
  }

  private static String millis(Duration duration) {
    return Long.toString(duration.toMillis());
  }
}
