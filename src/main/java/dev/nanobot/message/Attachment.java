package dev.nanobot.message;

import java.util.Locale;
import java.util.regex.Pattern;

/// A file that was sent with a message. `name` is the sender's and says nothing about what it is;
/// `type` is its media type by its bytes, of which there are `bytes`.
///
/// An `id` is made by the store: the name of its sender's folder, a dot, and what nobody can guess.
public record Attachment(String id, String name, String type, long bytes) {
  /// The most files of one message.
  public static final int MESSAGE_MAX = 10;

  /// The folder of the workspace where files are shown to tools.
  public static final String FOLDER = "media";

  /// How much of a principal's digest names its folder.
  private static final int FOLDER_CHARS = 16;

  private static final Pattern ID = Pattern.compile("[a-z0-9]{1,32}\\.[a-z0-9]{1,64}");

  public Attachment {
    if (!isId(id)) throw new IllegalArgumentException("an attachment's id is two words and a dot");
  }

  /// The folder of what a principal sends.
  public static String folder(Principal principal) {
    return Sha256.hex(principal.id()).substring(0, FOLDER_CHARS);
  }

  /// Whether `id` could be one.
  public static boolean isId(String id) {
    return ID.matcher(id).matches();
  }

  /// Whether models may be shown it.
  public boolean isImage() {
    return FileType.named(type).isImage();
  }

  /// Whether somebody may be heard in it.
  public boolean isAudio() {
    return type.startsWith("audio/");
  }

  /// The sender's folder, in that of all.
  public String folder() {
    return id.substring(0, id.indexOf('.'));
  }

  /// The file's name in its folder.
  public String file() {
    return id.substring(id.indexOf('.') + 1) + "." + FileType.named(type).extension();
  }

  /// Where tools find it, in the workspace.
  public String path() {
    return FOLDER + "/" + folder() + "/" + file();
  }

  /// What a person is told of it.
  public String about() {
    return String.format(Locale.ROOT, "%s (%s, %,d bytes)", name, type, bytes);
  }

  /// The line that tells a model of it. No name may end it, or look like the end of it.
  public String told() {
    String quoted = name.replace('"', '\'').replace('[', '(').replace(']', ')');
    return String.format(
        Locale.ROOT, "[file \"%s\", %s, %,d bytes, %s]", quoted, type, bytes, path());
  }
}
