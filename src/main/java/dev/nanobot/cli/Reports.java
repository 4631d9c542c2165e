package dev.nanobot.cli;

import dev.nanobot.app.ConfigException;
import dev.nanobot.message.Json;
import dev.nanobot.provider.ProviderException;
import dev.nanobot.store.StoreException;
import java.io.PrintStream;
import java.util.Locale;

/// Tells errors: what failed, why, what to do; three lines at most, or one JSON object.
final class Reports {
  private final PrintStream err;
  private final Style style;
  private final boolean isJson;
  private final boolean isVerbose;

  Reports(PrintStream err, Style style, boolean isJson, boolean isVerbose) {
    this.err = err;
    this.style = style;
    this.isJson = isJson;
    this.isVerbose = isVerbose;
  }

  /// Tells what went wrong; returns how the program ends because of it.
  Exit report(Throwable thrown) {
    Failure failure = failure(thrown);
    if (isJson) json(failure);
    else lines(failure);
    if (isVerbose) thrown.printStackTrace(err);
    err.flush();
    return failure.exit();
  }

  static Failure failure(Throwable thrown) {
    return switch (thrown) {
      case Failure failure -> failure;
      case ConfigException config ->
          new Failure(Exit.USAGE, sentence(config), why(config), config.hint());
      case StoreException store -> new Failure(Exit.USAGE, sentence(store), "", "nanobot doctor");
      case ProviderException provider when provider.kind() == ProviderException.Kind.ACCESS ->
          new Failure(Exit.NO_MODEL, "The model cannot be asked", sentence(provider), "");
      case InterruptedException stopped -> new Failure(Exit.INTERRUPTED, "Stopped", "", "");
      default ->
          new Failure(
              Exit.FAILED,
              "This should not have happened: " + thrown.getClass().getSimpleName(),
              sentence(thrown),
              "run it again with -v, and report " + "what it prints");
    };
  }

  private static String why(ConfigException config) {
    int count = config.problems().size();
    if (count == 0) return "";
    String first = config.problems().getFirst();
    return count == 1 ? first : first + " (and " + (count - 1) + " more)";
  }

  private static String sentence(Throwable thrown) {
    return String.valueOf(thrown.getMessage());
  }

  private void lines(Failure failure) {
    err.println(style.failed() + " " + line(sentence(failure)));
    if (!failure.why().isEmpty()) err.println("  " + line(failure.why()));
    if (!failure.hint().isEmpty()) err.println("  " + arrow() + " " + line(failure.hint()));
  }

  private char arrow() {
    return style.isUtf8() ? '→' : '>';
  }

  private static String line(String text) {
    return Visible.of(text).replace('\n', ' ');
  }

  private void json(Failure failure) {
    var error = Json.object();
    error.put("code", failure.exit().name().toLowerCase(Locale.ROOT));
    error.put("message", sentence(failure) + (failure.why().isEmpty() ? "" : ": " + failure.why()));
    error.put("hint", failure.hint());
    err.println(Json.write(Json.object().set("error", error)));
  }
}
