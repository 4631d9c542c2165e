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

  static boolean isUnread(Optional<String> place) {
    return place.filter(written -> written.endsWith(UNREAD)).isPresent();
  }

  /// The number that a place names; empty when it is of a mailbox that was made anew.
  Optional<Long> uid(Optional<String> place) {
    String prefix = validity + "/";
    return place
        .filter(written -> written.startsWith(prefix))
        .map(written -> written.substring(prefix.length()).replace(UNREAD, ""))
        .map(Long::parseLong);
  }
}
