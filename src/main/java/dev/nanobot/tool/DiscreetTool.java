package dev.nanobot.tool;

import dev.nanobot.message.Effect;
import dev.nanobot.message.Json;
import dev.nanobot.message.Redaction;
import dev.nanobot.message.ToolSpec;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/// A tool that is not given the configured secrets, and whose results hold none. One that reaches
/// other machines does not run with anything in its arguments that looks like a secret.
///
/// Shared as the tool is.
public record DiscreetTool(Tool tool, Supplier<Redaction> secrets, boolean isSending)
    implements Tool {
  /// `isOnline` says that commands reach other machines.
  public static Tool around(Tool tool, Supplier<Redaction> secrets, boolean isOnline) {
    boolean isSending =
        switch (tool.spec().name()) {
          case "web_fetch", "web_search" -> true;
          case "exec" -> isOnline;
          default -> false;
        };
    return new DiscreetTool(tool, secrets, isSending);
  }

  @Override
  public ToolSpec spec() {
    return tool.spec();
  }

  @Override
  public Effect effect() {
    return tool.effect();
  }

  @Override
  public Output run(JsonNode arguments, Call call) throws InterruptedException {
    Redaction redaction = secrets.get();
    try {
      Output output = tool.run(given(redaction, arguments), call);
      return new Output(redaction.known(output.text()), output.writes());
    } catch (ToolException e) {
      throw new ToolException(redaction.known(String.valueOf(e.getMessage())), e);
    }
  }

  private JsonNode given(Redaction redaction, JsonNode arguments) {
    String text = Json.write(arguments);
    if (isSending) {
      Optional<String> kind = redaction.kind(text).or(() -> redaction.kind(unescaped(text)));
      if (kind.isPresent()) {
        throw new ToolException(
            "not run: its arguments hold a secret (" + kind.get() + "). Nothing was sent.");
      }
    }
    String clean = redaction.known(text);
    return clean.equals(text) ? arguments : Json.parse(clean);
  }

  /// The text as a web server reads it, also where an address stands within an address.
  private static String unescaped(String text) {
    String once = decoded(text);
    return once.equals(text) ? text : decoded(once);
  }

  private static String decoded(String text) {
    var plain = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      boolean isEscape =
          text.charAt(i) == '%'
              && i + 2 < text.length()
              && HexFormat.isHexDigit(text.charAt(i + 1))
              && HexFormat.isHexDigit(text.charAt(i + 2));
      plain.append(isEscape ? (char) HexFormat.fromHexDigits(text, i + 1, i + 3) : text.charAt(i));
      if (isEscape) i += 2;
    }
    return plain.toString();
  }
}
