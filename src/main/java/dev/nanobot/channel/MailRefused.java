package dev.nanobot.channel;

/// A mail is not listened to; the message is one phrase for an operator.
final class MailRefused extends Exception {
  MailRefused(String reason) {
    super(reason);
  }
}
