package dev.nanobot.channel;

import java.text.Normalizer;
import java.util.Set;
import java.util.TreeSet;

/// Who may talk over a channel, and how. Senders are named by the platform's immutable ids.
///
/// `owners` and `allowed` may talk; an `allowed` of `*` lets everybody. With `pairs`, others are
/// offered a code.
public record Policy(
    Set<String> owners,
    Set<String> allowed,
    boolean pairs,
    Groups groups,
    WhenUnsure whenUnsure,
    Rate rate) {
  /// Nobody is let in.
  public static final Policy NOBODY =
      new Policy(Set.of(), Set.of(), false, Groups.OFF, WhenUnsure.RESEND, Rate.USUAL);

  private static final String EVERYBODY = "*";

  public Policy {
    owners = normal(owners);
    allowed = normal(allowed);
  }

  /// What is heard in chats with others.
  public enum Groups {
    /// What is said to the bot.
    MENTION,
    /// Everything.
    OPEN,
    /// Nothing.
    OFF
  }

  /// What becomes of a message that the platform may have taken.
  public enum WhenUnsure {
    /// It is said again, and says that it may be a duplicate.
    RESEND,
    /// It is given up.
    DROP
  }

  /// The most messages of one sender that are taken.
  public record Rate(int perMinute, int perHour) {
    public static final Rate USUAL = new Rate(20, 200);
  }

  public boolean isOwner(String sender) {
    return owners.contains(normal(sender));
  }

  public boolean isAllowed(String sender) {
    return letsEverybody() || isOwner(sender) || allowed.contains(normal(sender));
  }

  public boolean letsEverybody() {
    return allowed.contains(EVERYBODY);
  }

  /// Whether what was said there is heard at all.
  public boolean hears(Arrival.Scope scope) {
    return switch (scope) {
      case DIRECT -> true;
      case ADDRESSED -> groups != Groups.OFF;
      case OVERHEARD -> groups == Groups.OPEN;
    };
  }

  private static Set<String> normal(Set<String> ids) {
    var normal = new TreeSet<String>();
    for (String id : ids) normal.add(normal(id));
    return Set.copyOf(normal);
  }

  /// Ids that look the same are the same.
  public static String normal(String id) {
    return Normalizer.normalize(id, Normalizer.Form.NFC);
  }
}
