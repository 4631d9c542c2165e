package dev.nanobot.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;

/// The three ends of a process, and which of them is a terminal.
record Streams(
    InputStream in,
    PrintStream out,
    PrintStream err,
    boolean isInTerminal,
    boolean isOutTerminal,
    boolean isErrTerminal) {
  private static final int BUFFER_BYTES = 8 * 1024;

  /// Those of this process. What is not a terminal is written in UTF-8.
  static Streams ofProcess() {
    boolean isOutTerminal = isTerminal(1);
    boolean isErrTerminal = isTerminal(2);
    return new Streams(
        System.in,
        stream(FileDescriptor.out, isOutTerminal, "stdout.encoding"),
        stream(FileDescriptor.err, isErrTerminal, "stderr.encoding"),
        isTerminal(0),
        isOutTerminal,
        isErrTerminal);
  }

  boolean isOutUtf8() {
    return out.charset().equals(UTF_8);
  }

  private static PrintStream stream(FileDescriptor end, boolean isTerminal, String property) {
    String encoding = System.getProperty(property, "UTF-8");
    Charset charset = isTerminal ? Charset.forName(encoding, UTF_8) : UTF_8;
    var buffered = new BufferedOutputStream(new FileOutputStream(end), BUFFER_BYTES);
    return new PrintStream(buffered, false, charset);
  }

  /// Where the system does not say what a descriptor is, the three are judged together.
  private static boolean isTerminal(int descriptor) {
    Path link = Path.of("/proc/self/fd/" + descriptor);
    try {
      String target = Files.readSymbolicLink(link).toString();
      return target.startsWith("/dev/pts/")
          || target.startsWith("/dev/tty")
          || target.equals("/dev/console");
    } catch (IOException e) {
      Console console = System.console();
      return console != null && console.isTerminal();
    }
  }
}
