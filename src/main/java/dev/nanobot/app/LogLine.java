package dev.nanobot.app;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.Context;
import ch.qos.logback.core.LayoutBase;
import dev.nanobot.message.Redaction;
import java.util.HexFormat;
import java.util.function.Supplier;

/// One log event as one line: time in UTC, level, source, text. Control characters are escaped, so
/// that nobody's text can look like a line of ours, and secrets are left out.
final class LogLine extends LayoutBase<ILoggingEvent> {
  /// The longest line, in characters.
  static final int LINE_CHARS_MAX = 16_000;

  private static final String SECRETS = "secrets";

  /// What the lines of a context are to be without.
  static void hide(Context context, Supplier<Redaction> secrets) {
    context.putObject(SECRETS, secrets);
  }

  @Override
  public String doLayout(ILoggingEvent event) {
    var line = new StringBuilder();
    line.append(event.getInstant())
        .append(' ')
        .append(event.getLevel())
        .append(' ')
        .append(source(event.getLoggerName()))
        .append(": ")
        .append(told(String.valueOf(event.getFormattedMessage())));
    IThrowableProxy thrown = event.getThrowableProxy();
    if (thrown != null) line.append(told(" | " + ThrowableProxyUtil.asString(thrown)));
    if (line.length() > LINE_CHARS_MAX) {
      line.setLength(LINE_CHARS_MAX);
      line.append('…');
    }
    return line.append('\n').toString();
  }

  private String told(String text) {
    Redaction redaction =
        getContext() != null && getContext().getObject(SECRETS) instanceof Supplier<?> secrets
            ? (Redaction) secrets.get()
            : Redaction.SHAPES;
    return escaped(redaction.all(text));
  }

  private static String source(String logger) {
    return logger.substring(logger.lastIndexOf('.') + 1);
  }

  static String escaped(String text) {
    var escaped = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              int type = Character.getType(c);
              boolean isPlain =
                  type != Character.CONTROL
                      && type != Character.FORMAT
                      && type != Character.LINE_SEPARATOR
                      && type != Character.PARAGRAPH_SEPARATOR;
              if (isPlain) escaped.appendCodePoint(c);
              else if (c == '\n') escaped.append("\\n");
              else if (c == '\t') escaped.append("\\t");
              else if (c != '\r') {
                escaped.append("\\u").append(HexFormat.of().toHexDigits((char) c));
              }
            });
    return escaped.toString();
  }
}
