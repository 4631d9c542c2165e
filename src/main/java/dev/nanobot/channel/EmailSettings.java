package dev.nanobot.channel;

import dev.nanobot.channel.Email.Security;
import dev.nanobot.message.Range;
import dev.nanobot.message.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A mailbox. Nothing of it is read before `consentGranted`. `authservId` is what the receiving
/// server calls itself where it says whom a mail is from; with `trustAllSenders` every mail's own
/// word counts.
public record EmailSettings(
    boolean enabled,
    boolean consentGranted,
    String imapHost,
    @Range(min = 1, max = PORT_MAX) int imapPort,
    String imapUsername,
    Secret imapPassword,
    String imapMailbox,
    boolean imapUseSsl,
    String smtpHost,
    @Range(min = 1, max = PORT_MAX) int smtpPort,
    String smtpUsername,
    Secret smtpPassword,
    boolean smtpUseTls,
    boolean smtpUseSsl,
    String fromAddress,
    String authservId,
    boolean trustAllSenders,
    boolean autoReplyEnabled,
    @Range(min = 5, max = POLL_SECONDS_MAX) int pollIntervalSeconds,
    boolean markSeen,
    @Range(min = 1, max = BODY_CHARS_MAX) int maxBodyChars,
    String subjectPrefix,
    List<String> owners,
    List<String> allowFrom,
    boolean pairing,
    Policy.Groups groupPolicy,
    Policy.WhenUnsure whenUnsure,
    @Range(min = 1, max = COUNT_MAX) int messagesPerMinute,
    @Range(min = 1, max = COUNT_MAX) int messagesPerHour)
    implements ChannelSettings {
  private static final int PORT_MAX = 65_535;
  private static final int COUNT_MAX = 1_000_000;
  private static final int BODY_CHARS_MAX = 30_000;
  private static final People PEOPLE =
      new People(
          Pattern.compile("(?s).+@.+"),
          "an address",
          "write whole addresses, like ann@example.org");

  /// Servers end a connection that is silent for 29 minutes.
  private static final int POLL_SECONDS_MAX = 1_500;

  public static final EmailSettings DEFAULTS =
      new EmailSettings(
          false,
          false,
          "",
          993,
          "",
          Secret.NONE,
          "INBOX",
          true,
          "",
          587,
          "",
          Secret.NONE,
          true,
          false,
          "",
          "",
          false,
          true,
          30,
          true,
          12_000,
          "Re: ",
          List.of(),
          List.of(),
          false,
          Policy.Groups.MENTION,
          Policy.WhenUnsure.RESEND,
          Policy.Rate.USUAL.perMinute(),
          Policy.Rate.USUAL.perHour());

  public EmailSettings {
    owners = List.copyOf(owners);
    allowFrom = List.copyOf(allowFrom);
  }

  @Override
  public Email.Config config() {
    check();
    String address = Email.address(fromAddress);
    var imap =
        new Email.Server(
            imapHost,
            imapPort,
            imapUsername,
            imapPassword,
            imapUseSsl ? Security.TLS : startTls(imapHost));
    Security smtp = smtpUseSsl ? Security.TLS : smtpUseTls ? Security.STARTTLS : Security.NONE;
    return new Email.Config(
        imap,
        new Email.Server(smtpHost, smtpPort, smtpUsername, smtpPassword, smtp),
        imapMailbox,
        address,
        trustAllSenders ? "" : authservId,
        markSeen,
        autoReplyEnabled,
        maxBodyChars,
        subjectPrefix,
        Duration.ofSeconds(pollIntervalSeconds),
        Email.Config.ANSWER_WAIT,
        policy());
  }

  /// A password goes over an open line to this machine alone.
  private static Security startTls(String host) {
    return host.equals("localhost") || host.equals("127.0.0.1") ? Security.NONE : Security.STARTTLS;
  }

  private Policy policy() {
    return new Policy(
        addresses(PEOPLE.owners(owners)),
        addresses(PEOPLE.allowed(allowFrom)),
        pairing,
        groupPolicy,
        whenUnsure,
        new Policy.Rate(messagesPerMinute, messagesPerHour));
  }

  private static Set<String> addresses(Set<String> written) {
    return written.stream().map(Email::address).collect(Collectors.toUnmodifiableSet());
  }

  private void check() {
    if (!consentGranted) {
      throw missing(
          "consentGranted",
          "set it to true if the agent may read and answer mails of this mailbox");
    }
    if (imapHost.isBlank()) throw missing("imapHost", "write the name of the mail server");
    if (smtpHost.isBlank()) throw missing("smtpHost", "write the name of the mail server");
    if (fromAddress.indexOf('@') < 1) throw missing("fromAddress", "write the mailbox's address");
    if (authservId.isBlank() && !trustAllSenders) {
      throw missing(
          "authservId",
          "write the first word of the topmost Authentication-Results of a mail you received;"
              + " without it anybody can write in another's name");
    }
  }

  private static SettingsException missing(String key, String remedy) {
    return new SettingsException(key + " is not set", remedy);
  }
}
