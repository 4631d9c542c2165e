package dev.nanobot.tool;

import java.io.IOException;
import java.io.Reader;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.CharsetDecoder;
import java.nio.file.Path;

/// The texts of a directory in which commands may have put links: none is followed.
public final class Contained {
  private Contained() {}

  /// The beginning of the file `name` below `directory`, at most so many characters.
  ///
  /// @throws java.nio.file.NoSuchFileException when there is none
  /// @throws IOException when it cannot be read or decoded, is no file, or is reached by a link
  public static String head(Path directory, String name, int charsMax, CharsetDecoder decoder)
      throws IOException {
    try (Folder folder = Folder.open(directory);
        Folder.Opened file = folder.file(Path.of(name))) {
      boolean isThere = file.real().equals(folder.real().resolve(name));
      if (!isThere) throw new IOException(name + ": a link leads to it");
      // A pipe would make the reader wait.
      if (!file.facts().isFile()) throw new IOException(name + ": it is not a file");
      try (SeekableByteChannel content = file.content();
          Reader reader = Channels.newReader(content, decoder, -1)) {
        return head(reader, charsMax);
      }
    }
  }

  private static String head(Reader reader, int charsMax) throws IOException {
    var head = new StringBuilder();
    char[] part = new char[charsMax];
    for (int read; (read = reader.read(part, 0, charsMax - head.length())) > 0; ) {
      head.append(part, 0, read);
    }
    return head.toString();
  }
}
