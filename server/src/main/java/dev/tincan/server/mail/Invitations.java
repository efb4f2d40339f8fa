package dev.tincan.server.mail;

import dev.tincan.calls.call.CallId;
import dev.tincan.calls.call.StoredCall;
import dev.tincan.server.calendar.CalendarFile;
import dev.tincan.server.config.MailConfig;
import dev.tincan.server.store.CallStore;
import dev.tincan.server.store.InvitationStore;
import dev.tincan.server.store.InvitationStore.Invitation;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Invites people to calls by mail, and writes to them again when their call changed or was called
/// off. What is to be sent is in the database first: it survives the process. One thread sends.
public final class Invitations implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Invitations.class);

  /// A change reaches those who are invited after this time at the latest.
  private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

  private static final int MAILS_PER_ROUND = 50;

  /// How long to wait after each failure; with the last one it is given up.
  private static final List<Duration> BACK_OFF =
      List.of(
          Duration.ofSeconds(10),
          Duration.ofMinutes(1),
          Duration.ofMinutes(10),
          Duration.ofHours(1));

  private final InvitationStore store;
  private final CallStore calls;
  private final Mailer mailer;
  private final InstantSource clock;
  private final Semaphore work = new Semaphore(0);
  private final Thread thread;
  private volatile boolean closed;

  private Invitations(
      MailConfig config, InvitationStore store, CallStore calls, InstantSource clock) {
    this.store = store;
    this.calls = calls;
    this.mailer = new Mailer(config);
    this.clock = clock;
    this.thread = Thread.ofVirtual().name("mail").unstarted(this::run);
  }

  /// Begins with what was left to be sent.
  public static Invitations start(
      MailConfig config, InvitationStore store, CallStore calls, InstantSource clock) {
    var invitations = new Invitations(config, store, calls, clock);
    invitations.thread.start();
    return invitations;
  }

  /// Sends everybody a mail soon; who has one gets another.
  ///
  /// @param link the guests' link
  public void invite(
      StoredCall call, List<String> addresses, Optional<String> message, String link) {
    for (String address : addresses) {
      store.add(call.id(), address, message, link, call.revision());
    }
    work.release();
  }

  /// Everybody who is invited, and where their mails are.
  public List<Invitation> of(CallId call) {
    return store.of(call);
  }

  private void run() {
    while (!closed) {
      try {
        lookAtChanges();
        boolean more = sendDue();
        if (!more && work.tryAcquire(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
          work.drainPermits();
        }
      } catch (InterruptedException closing) {
        return;
      } catch (RuntimeException failed) {
        if (closed) {
          return;
        }
        LOG.warn("mails are not sent for now", failed);
        pause();
      }
    }
  }

  private void pause() {
    try {
      Thread.sleep(LOOK_EVERY);
    } catch (InterruptedException closing) {
      closed = true;
    }
  }

  private void lookAtChanges() {
    for (CallId id : store.changed()) {
      calls
          .find(id)
          .ifPresent(call ->
              store.look(id, call.revision(), CalendarFile.isCanceled(call), Letter.told(call)));
    }
  }

  /// Whether there may be more to send at once.
  private boolean sendDue() {
    List<Invitation> due = store.due(clock.instant(), MAILS_PER_ROUND);
    for (Invitation invitation : due) {
      if (closed) {
        return false;
      }
      calls.find(invitation.call()).ifPresent(call -> send(call, invitation));
    }
    return due.size() == MAILS_PER_ROUND;
  }

  private void send(StoredCall call, Invitation invitation) {
    Instant now = clock.instant();
    try {
      mailer.send(Letter.of(call, invitation, mailer.from(), now));
      store.sent(invitation, Letter.told(call));
      LOG.info("invitation sent {}", call.id());
    } catch (NotSent failed) {
      boolean givenUp = failed.isForGood() || invitation.tries() >= BACK_OFF.size();
      LOG.info("invitation not sent {} for good={}", call.id(), givenUp);
      if (givenUp) {
        store.failed(invitation, failed.words());
      } else {
        store.later(invitation, failed.words(), now.plus(BACK_OFF.get(invitation.tries())));
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(Duration.ofSeconds(5));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
