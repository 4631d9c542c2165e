package dev.nanobot.store;

import dev.nanobot.message.Inbound;
import dev.nanobot.message.Principal;
import dev.nanobot.message.Secret;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Trust;
import dev.nanobot.store.Store.Receipt;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/// Programs that may call into a session, each by a name, and their calls.
public interface Callers {
  /// Binds a name. One of a local caller may be bound anew; otherwise a name that is taken changes
  /// nothing, and the result is false.
  boolean bind(Caller caller);

  /// Takes a message that binds a name, and answers it by what became of that.
  Receipt bind(Inbound message, Caller caller, Function<Boolean, String> answer);

  /// Takes a name back; false when there is none.
  boolean remove(String name);

  Optional<Caller> find(String name);

  /// All, by name.
  List<Caller> all();

  /// Takes a call. When `waitingMax` messages wait in its session already it is not taken: nothing
  /// is written, and the same call may be made again.
  Optional<Receipt> call(Inbound message, int waitingMax);

  /// Takes a call that begins its session's conversation anew. While another message of the session
  /// waits or is being answered it is not taken: nothing is written.
  Optional<Receipt> callAnew(Inbound message);

  /// A name, and what a call under it may do: it goes into `session` in the name of `principal`.
  ///
  /// `style` says how a remote caller signs with `secret`; a local one has neither.
  record Caller(
      String name,
      SessionKey session,
      Principal principal,
      Trust trust,
      String style,
      Secret secret) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    public Caller {
      if (!NAME.matcher(name).matches()) {
        throw new IllegalArgumentException(
            "a caller's name has 1 to 64 letters, digits, dots, dashes or underscores");
      }
      if (style.isEmpty() != secret.isEmpty()) {
        throw new IllegalArgumentException("a caller has a style and a secret, or neither");
      }
    }

    /// A program of this machine, which proves itself by having the home open.
    public static Caller local(String name, SessionKey session, Principal principal, Trust trust) {
      return new Caller(name, session, principal, trust, "", Secret.NONE);
    }

    public boolean isRemote() {
      return !secret.isEmpty();
    }
  }
}
