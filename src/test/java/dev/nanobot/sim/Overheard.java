package dev.nanobot.sim;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import dev.nanobot.gateway.Crew;
import dev.nanobot.gateway.Dispatcher;
import dev.nanobot.store.StoreException;
import dev.nanobot.tool.Toolbox;
import java.util.List;
import java.util.Set;
import org.slf4j.LoggerFactory;

/// The failures that a process logs because nothing in it expected them, other than those of the
/// disk. It goes on after them, so that they leave no trace in the tables.
final class Overheard extends UnsynchronizedAppenderBase<ILoggingEvent> implements AutoCloseable {
  private static final List<Class<?>> ROOTS = List.of(Dispatcher.class, Crew.class, Toolbox.class);

  private static final Set<String> OUTSIDE =
      Set.of(SimWorld.Killed.class.getName(), StoreException.class.getName());

  private final Set<String> faults;

  private Overheard(Set<String> faults) {
    this.faults = faults;
  }

  /// Adds to `faults` until it is closed.
  static Overheard by(Set<String> faults) {
    var overheard = new Overheard(faults);
    overheard.start();
    for (Class<?> root : ROOTS) {
      Logger logger = (Logger) LoggerFactory.getLogger(root);
      logger.setLevel(Level.ERROR);
      logger.setAdditive(false);
      logger.addAppender(overheard);
    }
    return overheard;
  }

  @Override
  protected void append(ILoggingEvent event) {
    IThrowableProxy why = event.getThrowableProxy();
    if (why == null || OUTSIDE.contains(why.getClassName())) return;
    faults.add(event.getFormattedMessage() + ": " + why.getMessage());
  }

  @Override
  public void close() {
    for (Class<?> root : ROOTS) ((Logger) LoggerFactory.getLogger(root)).detachAppender(this);
    stop();
  }
}
