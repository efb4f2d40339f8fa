package dev.tincan.server.ops;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/// Notes each warning of the program itself beside the log. Libraries are left out: what they write
/// is not known to be without secrets.
public final class WarningTap extends AppenderBase<ILoggingEvent> implements AutoCloseable {
  private static final String OWN = "dev.tincan";

  private final ErrorNotes notes;
  private final Optional<Logger> tapped;

  public WarningTap(ErrorNotes notes) {
    this.notes = notes;
    tapped =
        LoggerFactory.getLogger(OWN) instanceof Logger logger
            ? Optional.of(logger)
            : Optional.empty();
    tapped.ifPresent(logger -> {
      setContext(logger.getLoggerContext());
      start();
      logger.addAppender(this);
    });
  }

  @Override
  protected void append(ILoggingEvent event) {
    if (event.getLevel().isGreaterOrEqual(Level.WARN)) {
      notes.note("server", event.getFormattedMessage(), 1, Instant.now());
    }
  }

  @Override
  public void close() {
    tapped.ifPresent(logger -> logger.detachAppender(this));
    stop();
  }
}
