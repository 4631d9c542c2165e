package dev.nanobot.cli;

import dev.nanobot.message.Attachment;
import dev.nanobot.message.Upload;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The files that a person hands over with a message.
final class Enclosed {
  private Enclosed() {}

  /// Reads all of them, or says which one cannot be sent and why.
  static List<Upload> read(List<Path> files) {
    if (files.size() > Attachment.MESSAGE_MAX) {
      throw new Failure(
          Exit.USAGE,
          "Cannot attach " + files.size() + " files",
          "a message has at most " + Attachment.MESSAGE_MAX,
          "send the others with another message");
    }
    List<Upload> uploads = new ArrayList<>();
    for (Path file : files) uploads.add(read(file));
    return uploads;
  }

  private static Upload read(Path file) {
    if (!Files.exists(file)) throw cannot(Exit.NOT_FOUND, file, "there is no such file", "");
    if (Files.isDirectory(file)) {
      throw cannot(Exit.USAGE, file, "it is a folder", "attach the files in it, or an archive");
    }
    if (!Files.isRegularFile(file)) throw cannot(Exit.USAGE, file, "it is not a regular file", "");
    try (InputStream in = Files.newInputStream(file)) {
      // One more than is taken: a file may have grown since it was measured.
      byte[] bytes = in.readNBytes(Upload.BYTES_MAX + 1);
      if (bytes.length > Upload.BYTES_MAX) throw tooLarge(file);
      return Upload.of(String.valueOf(file.getFileName()), bytes);
    } catch (IllegalArgumentException e) {
      throw cannot(Exit.USAGE, file, String.valueOf(e.getMessage()), "");
    } catch (AccessDeniedException e) {
      throw cannot(Exit.FAILED, file, "permission denied", "");
    } catch (IOException e) {
      throw cannot(Exit.FAILED, file, String.valueOf(e.getMessage()), "");
    }
  }

  private static Failure tooLarge(Path file) {
    return cannot(
        Exit.USAGE,
        file,
        "a file has at most " + Upload.BYTES_MAX / (1024 * 1024) + " MB",
        "put it into the workspace and name the file");
  }

  private static Failure cannot(Exit exit, Path file, String why, String hint) {
    return new Failure(exit, "Cannot attach " + Visible.of(file.toString()), why, hint);
  }
}
