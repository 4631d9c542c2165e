package dev.nanobot.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.util.FileSize;
import dev.nanobot.message.Redaction;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;

/// Where log lines go: warnings to stderr, until `toFile` sends everything from INFO on to a file.
///
/// Found by logback as a service, so that it reads no XML.
public final class Logging extends ContextAwareBase implements Configurator {
  private static final String FILE = "gateway.log";
  private static final long FILE_BYTES_MAX = 10 * FileSize.MB_COEFFICIENT;
  private static final int OLD_FILES_MAX = 5;

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    var console = new ConsoleAppender<ILoggingEvent>();
    console.setTarget("System.err");
    start(console, context);
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.WARN);
    root.addAppender(console);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  /// Logs into `folder` from now on, and no longer to stderr. Old files are kept up to a limit.
  public static void toFile(Path folder) {
    var context = (LoggerContext) LoggerFactory.getILoggerFactory();
    Path path = folder.resolve(FILE);
    Home.writeNew(path, "");
    var file = new RollingFileAppender<ILoggingEvent>();
    file.setFile(path.toString());
    var size = new SizeBasedTriggeringPolicy<ILoggingEvent>();
    size.setMaxFileSize(new FileSize(FILE_BYTES_MAX));
    size.setContext(context);
    size.start();
    var window = new FixedWindowRollingPolicy();
    window.setFileNamePattern(path + ".%i");
    window.setMaxIndex(OLD_FILES_MAX);
    window.setParent(file);
    window.setContext(context);
    window.start();
    file.setTriggeringPolicy(size);
    file.setRollingPolicy(window);
    start(file, context);
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.detachAndStopAllAppenders();
    root.setLevel(Level.INFO);
    root.addAppender(file);
  }

  /// Keeps secrets out of the lines from now on.
  static void hide(Supplier<Redaction> secrets) {
    LogLine.hide((LoggerContext) LoggerFactory.getILoggerFactory(), secrets);
  }

  private static void start(OutputStreamAppender<ILoggingEvent> appender, LoggerContext context) {
    var line = new LogLine();
    line.setContext(context);
    line.start();
    var encoder = new LayoutWrappingEncoder<ILoggingEvent>();
    encoder.setLayout(line);
    encoder.setContext(context);
    encoder.start();
    appender.setContext(context);
    appender.setEncoder(encoder);
    appender.start();
  }
}
