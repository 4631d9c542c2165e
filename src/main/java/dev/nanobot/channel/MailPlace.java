package dev.nanobot.channel;

import dev.nanobot.message.Cursor;
import java.util.Optional;

/// Places in one mailbox, written `UIDVALIDITY/UID`: when the first number changes, the others mean
/// nothing any more.
record MailPlace(String name, long validity) {
  Cursor at(long uid) {
    return new Cursor(name, validity + "/" + uid);
  }

  /// The number that a place names; empty when it is of a mailbox that was made anew.
  Optional<Long> uid(Optional<String> place) {
    String prefix = validity + "/";
    return place
        .filter(written -> written.startsWith(prefix))
        .map(written -> Long.parseLong(written.substring(prefix.length())));
  }
}
