package dev.nanobot.cli;

import dev.nanobot.world.RealWorld;
import java.util.Locale;
import java.util.Optional;

/// Where the program starts.
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    boolean isVersionAsked =
        arguments.length == 1 && (arguments[0].equals("--version") || arguments[0].equals("-V"));
    if (isVersionAsked) { // Before any library is loaded: scripts ask often.
      System.out.println("nanobot " + version());
      return;
    }
    Locale.setDefault(Locale.ENGLISH); // What people read is English here, its numbers too.
    var streams = Streams.ofProcess();
    int code = CommandLines.run(new Shell(new RealWorld(), System.getenv(), streams), arguments);
    streams.err().flush();
    boolean isPipeClosed = streams.out().checkError();
    System.exit(isPipeClosed ? Exit.CLOSED_PIPE.code() : code);
  }

  static String version() {
    return Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
        .orElse("development");
  }
}
