package dev.nanobot.channel;

import dev.nanobot.message.Cursor;
import java.util.Optional;

/// Places in one mailbox, written `UIDVALIDITY/UID`: when the first number changes, the others mean
/// nothing any more. Of a mail that the server did not give, the place ends in `/unread`.
record MailPlace(String name, long validity) {
  private static final String UNREAD = "/unread";

  Cursor at(long uid) {
    return new Cursor(name, validity + "/" + uid);
  }

  Cursor atUnread(long uid) {
    return new Cursor(name, at(uid).value() + UNREAD);
  }

  /// The number that a place names; empty when it is of a mailbox that was made anew.
  Optional<Long> uid(String place) {
    String prefix = validity + "/";
    if (!place.startsWith(prefix)) return Optional.empty();
    int end = isUnread(place) ? place.length() - UNREAD.length() : place.length();
    return Optional.of(Long.parseLong(place.substring(prefix.length(), end)));
  }

  /// The same of a mail that the server gave.
  Optional<Long> givenUid(String place) {
    return isUnread(place) ? Optional.empty() : uid(place);
  }

  private static boolean isUnread(String place) {
    return place.endsWith(UNREAD);
  }
}
