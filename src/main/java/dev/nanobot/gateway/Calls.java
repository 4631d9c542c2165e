package dev.nanobot.gateway;

import dev.nanobot.message.Inbound;
import dev.nanobot.message.Origin;
import dev.nanobot.message.Purpose;
import dev.nanobot.store.Callers.Caller;
import dev.nanobot.store.Store;
import dev.nanobot.store.Store.Receipt;
import java.util.Locale;
import java.util.Optional;

/// The door for programs: a call under a name becomes a message in the session that the name stands
/// for, and gets a turn of its own. It is no control word, whatever it says.
///
/// Shared: immutable.
public final class Calls {
  /// The longest identifier of a call, in characters.
  public static final int ID_CHARS_MAX = 200;

  private final Store store;
  private final Bells bells;

  public Calls(Store store, Bells bells) {
    this.store = store;
    this.bells = bells;
  }

  /// Takes a call; it is durable when this returns. A repeat of the same name and `id` counts once.
  /// Empty when the session has no room: the same call may be made again.
  ///
  /// @throws IllegalArgumentException with the rule that the text or the identifier breaks
  /// @throws dev.nanobot.store.StoreException when it could not be stored: it was not taken
  public Optional<Receipt> call(Caller caller, String id, String text) {
    Origin origin = caller.isRemote() ? Origin.WEBHOOK : Origin.TRIGGER;
    var message =
        new Inbound(
            origin.name().toLowerCase(Locale.ROOT),
            caller.name() + "/" + checkedId(id),
            caller.session(),
            caller.principal(),
            caller.trust(),
            checkedText(text),
            Purpose.of(origin));
    Optional<Receipt> receipt = store.callers().call(message, Intake.WAITING_MAX);
    if (receipt.filter(Receipt::isNew).isPresent()) bells.inbox().ring();
    return receipt;
  }

  private static String checkedId(String id) {
    boolean isPlain = id.codePoints().allMatch(c -> c > ' ' && c < 0x7f);
    if (isPlain && !id.isEmpty() && id.length() <= ID_CHARS_MAX) return id;
    throw new IllegalArgumentException(
        "the identifier of a call has 1 to " + ID_CHARS_MAX + " visible ASCII characters");
  }

  private static String checkedText(String text) {
    String clean = Intake.clean(text);
    if (!clean.isBlank() && clean.length() <= Intake.TEXT_CHARS_MAX) return clean;
    throw new IllegalArgumentException(
        "a call has a text of 1 to %,d characters, not %,d"
            .formatted(Intake.TEXT_CHARS_MAX, clean.strip().length()));
  }
}
