package dev.nanobot.message;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What is to be said, once, in the order of `id` within its target.
///
/// `key` is the same at every attempt: give it to platforms that recognise repeats. `attempts`
/// counts this one; `spent` of them do not count: they were before somebody asked to try it again,
/// or before the part that is said now, or surely did not get to the platform. `mayBeDuplicate`
/// says that an earlier attempt ended without a known result. `partsSaid` counts the parts of a
/// long text that the platform took already. With a `file`, that is what is said, and `text` names
/// it. `memo` is that of the message it answers, or else of the last one of its target that had
/// one. `buttons` belong to the last part.
public record Outbound(
    long id,
    String key,
    SessionKey target,
    String text,
    int attempts,
    int spent,
    boolean mayBeDuplicate,
    int partsSaid,
    String memo,
    @Nullable Attachment file,
    Buttons buttons,
    Past past) {
  private static final String MARK = "(This may be a duplicate.)";

  /// Since when it is to be said, and how long it waited for this attempt.
  public record Past(Instant since, Duration waited) {
    public static final Past NONE = new Past(Instant.EPOCH, Duration.ZERO);
  }

  /// One of which nothing was said yet.
  public Outbound(
      long id, String key, SessionKey target, String text, int attempts, boolean mayBeDuplicate) {
    this(id, key, target, text, attempts, 0, mayBeDuplicate, 0);
  }

  /// A text to a target that has no memo.
  public Outbound(
      long id,
      String key,
      SessionKey target,
      String text,
      int attempts,
      int spent,
      boolean mayBeDuplicate,
      int partsSaid) {
    this(
        id,
        key,
        target,
        text,
        attempts,
        spent,
        mayBeDuplicate,
        partsSaid,
        "",
        null,
        Buttons.NONE,
        Past.NONE);
  }

  /// How many attempts at this part count, with this one.
  public int tries() {
    return attempts - spent;
  }

  /// The part of it that is said next, which has a key of its own, and others after it.
  public Outbound part(String partText) {
    return with(partKey(), partText, Buttons.NONE);
  }

  /// The same, with nothing after it.
  public Outbound lastPart(String partText) {
    return with(partKey(), partText, buttons);
  }

  private String partKey() {
    return partsSaid == 0 ? key : key + "." + partsSaid;
  }

  /// The same with its buttons in the text.
  public Outbound withButtonsNamed() {
    return with(key, buttons.namedAfter(text), Buttons.NONE);
  }

  private Outbound with(String newKey, String newText, Buttons newButtons) {
    return new Outbound(
        id,
        newKey,
        target,
        newText,
        attempts,
        spent,
        mayBeDuplicate,
        partsSaid,
        memo,
        file,
        newButtons,
        past);
  }

  /// The text, with a word of warning where it may be a duplicate: for platforms that do not
  /// recognise repeats.
  public String markedText() {
    return mayBeDuplicate ? MARK + "\n\n" + text : text;
  }

  /// That warning alone; empty where there is nothing to warn of.
  public String mark() {
    return mayBeDuplicate ? MARK : "";
  }
}
