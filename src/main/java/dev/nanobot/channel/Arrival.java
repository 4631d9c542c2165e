package dev.nanobot.channel;

import dev.nanobot.message.Cursor;
import dev.nanobot.message.SessionKey;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What somebody did on a platform, in fields that the platform vouches for.
///
/// `id` is the platform's own, the same when it comes again, and never given to anything else, also
/// not by another bot. `cursor` is where to listen on after it, where there is such a place. `memo`
/// is what the channel wants to be told again with an answer, as `Inbound` has it. `album` is the
/// name of what it is a piece of, where its other pieces come by themselves; empty otherwise.
public record Arrival(
    String id,
    SessionKey session,
    Sender sender,
    Scope scope,
    String text,
    List<File> files,
    @Nullable Cursor cursor,
    String memo,
    String album) {
  public Arrival {
    files = List.copyOf(files);
  }

  /// One whose answer needs nothing but its chat.
  public Arrival(
      String id,
      SessionKey session,
      Sender sender,
      Scope scope,
      String text,
      List<File> files,
      @Nullable Cursor cursor) {
    this(id, session, sender, scope, text, files, cursor, "", "");
  }

  /// The same without its place.
  public Arrival withoutCursor() {
    return new Arrival(id, session, sender, scope, text, files, null, memo, album);
  }

  /// The same in another session.
  public Arrival in(SessionKey other) {
    return new Arrival(id, other, sender, scope, text, files, cursor, memo, album);
  }

  /// The same as a piece of an album.
  public Arrival inAlbum(String name) {
    return new Arrival(id, session, sender, scope, text, files, cursor, memo, name);
  }

  /// The same with what belongs to it and came later.
  public Arrival joined(Arrival later) {
    List<File> all = new ArrayList<>(files);
    all.addAll(later.files);
    boolean isAddressed = scope == Scope.OVERHEARD && later.scope == Scope.ADDRESSED;
    return new Arrival(
        id,
        session,
        sender,
        isAddressed ? Scope.ADDRESSED : scope,
        text.isBlank() ? later.text : text,
        all,
        later.cursor,
        memo,
        album);
  }

  /// Who did it: `id` is the platform's, and never changes; `name` is what they call themselves.
  public record Sender(String id, String name, boolean isBot) {}

  /// Who else is there, and whether the bot is meant.
  public enum Scope {
    /// Nobody but the bot.
    DIRECT,
    /// Others, and the bot was mentioned, answered, or given a control word.
    ADDRESSED,
    /// Others, and it was said to everybody.
    OVERHEARD
  }

  /// A file that can be fetched. `name` is the sender's. `reference` is what its channel finds it
  /// by later, in any process; empty where it cannot.
  public record File(String name, boolean isVoice, Fetch fetch, String reference) {
    /// One that is fetched now or never.
    public File(String name, boolean isVoice, Fetch fetch) {
      this(name, isVoice, fetch, "");
    }
  }

  /// Gets the bytes of a file; at most `bytesMax` of them.
  @FunctionalInterface
  public interface Fetch {
    /// @throws DeliveryException with the reason, as a sentence for the sender
    byte[] bytes(int bytesMax) throws InterruptedException;
  }
}
