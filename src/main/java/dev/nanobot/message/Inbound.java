package dev.nanobot.message;

import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What was heard.
///
/// `channel` and `externalId`, the platform's own id, together name a message: posting it twice
/// counts once. `session` is where it belongs; `purpose` says what is to be done with it.
/// `attachments` are the principal's own, in the store already, and of no other message. `cursor`
/// is where its platform is to be listened to after it, if there is such a place: it is written
/// with the message, a repeat too. `memo` is what its channel wants to be told again with whatever
/// answers it, in the channel's own words; at most `MEMO_CHARS_MAX` of them.
public record Inbound(
    String channel,
    String externalId,
    SessionKey session,
    Principal principal,
    Trust trust,
    String text,
    Purpose purpose,
    List<Attachment> attachments,
    @Nullable Cursor cursor,
    String memo) {
  public static final int MEMO_CHARS_MAX = 8_000;

  public Inbound {
    if (memo.length() > MEMO_CHARS_MAX) {
      throw new IllegalArgumentException("a memo has at most " + MEMO_CHARS_MAX + " characters");
    }
    attachments = List.copyOf(attachments);
    if (attachments.size() > Attachment.MESSAGE_MAX) {
      throw new IllegalArgumentException(
          "a message has at most " + Attachment.MESSAGE_MAX + " attachments");
    }
    if (new HashSet<>(attachments).size() < attachments.size()) {
      throw new IllegalArgumentException("a message has each attachment once");
    }
    if (channel.isBlank() || externalId.isBlank()) {
      throw new IllegalArgumentException("a message names its channel and its external id");
    }
  }

  /// A message of no platform that is listened to from a place on.
  public Inbound(
      String channel,
      String externalId,
      SessionKey session,
      Principal principal,
      Trust trust,
      String text,
      Purpose purpose,
      List<Attachment> attachments) {
    this(channel, externalId, session, principal, trust, text, purpose, attachments, null, "");
  }

  /// A person's message, answered where it was said.
  public Inbound(
      String channel,
      String externalId,
      SessionKey session,
      Principal principal,
      Trust trust,
      String text) {
    this(channel, externalId, session, principal, trust, text, Purpose.TALK);
  }

  /// A message without attachments.
  public Inbound(
      String channel,
      String externalId,
      SessionKey session,
      Principal principal,
      Trust trust,
      String text,
      Purpose purpose) {
    this(channel, externalId, session, principal, trust, text, purpose, List.of());
  }

  /// The same with another text.
  public Inbound withText(String other) {
    return new Inbound(
        channel, externalId, session, principal, trust, other, purpose, attachments, cursor, memo);
  }

  /// The same with other attachments.
  public Inbound with(List<Attachment> others) {
    return new Inbound(
        channel, externalId, session, principal, trust, text, purpose, others, cursor, memo);
  }

  /// The same, after which its platform is to be listened to from `next` on.
  public Inbound upTo(Cursor next) {
    return new Inbound(
        channel, externalId, session, principal, trust, text, purpose, attachments, next, memo);
  }

  /// The same, with what its channel wants to be told again.
  public Inbound noting(String next) {
    return new Inbound(
        channel, externalId, session, principal, trust, text, purpose, attachments, cursor, next);
  }
}
