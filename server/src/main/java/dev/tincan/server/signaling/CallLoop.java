package dev.tincan.server.signaling;

import dev.tincan.calls.CallCounts;
import dev.tincan.calls.CallEvent;
import dev.tincan.calls.CallLimits;
import dev.tincan.calls.CallOutput;
import dev.tincan.calls.CallServer;
import dev.tincan.calls.Now;
import dev.tincan.calls.PassphraseCheck;
import dev.tincan.calls.call.CallId;
import dev.tincan.calls.call.CallState;
import dev.tincan.calls.call.Passphrase;
import dev.tincan.calls.call.PassphraseHash;
import dev.tincan.calls.call.Stay;
import dev.tincan.calls.call.StoredCall;
import dev.tincan.calls.call.StoredDoor;
import dev.tincan.calls.call.StoredParticipant;
import dev.tincan.calls.message.ServerFrame;
import dev.tincan.calls.session.ConnectionId;
import dev.tincan.calls.session.ParticipantId;
import dev.tincan.server.store.CallStore;
import dev.tincan.server.store.Database;
import dev.tincan.server.store.ParticipantStore;
import dev.tincan.server.time.ServerClock;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs the calls core, one input at a time: inputs queue up here, deadlines become sleeping,
/// effects become I/O. Whoever brings an input takes its turn at the core at once, if nobody else
/// is at it, for waking another thread would cost more than the input; a thread of its own keeps
/// the deadlines.
///
/// [#submit], [#counts] and [#close] are safe for any thread; everything else happens in a turn.
public final class CallLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CallLoop.class);

  /// Inputs that wait. When full, whoever reads a socket waits too, and TCP slows its sender down.
  private static final int QUEUED_INPUTS_MAX = 16_384;

  /// Between attempts to store the end of a call while the database is away.
  private static final Duration RETRY = Duration.ofSeconds(2);

  private static final Duration STOP_PATIENCE = Duration.ofSeconds(2);

  /// Of one turn; the rest is left to the loop's own thread, so that nobody works for all others.
  private static final int INPUTS_PER_TURN = 256;

  private final BlockingQueue<Input> inputs = new ArrayBlockingQueue<>(QUEUED_INPUTS_MAX);

  /// Guards the core, `connections` and `awaitedNanos`.
  private final ReentrantLock turn = new ReentrantLock();

  /// For which deadline the thread sleeps.
  private long awaitedNanos = Long.MAX_VALUE;

  private final Map<ConnectionId, SignalingConnection> connections = new HashMap<>();
  private final CallServer core;
  private final CallStore store;
  private final Consumer<CallEvent> events;
  private final Relay relay;
  private final ServerClock clock;
  private final ExecutorService writes =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().name("call-store").daemon().factory());
  private final ParticipantWrites participants;
  private final PassphraseWork passphrases = new PassphraseWork();
  private final Output out = new Output();
  private final Thread thread;

  /// Read by any thread; written once, by [#close].
  private volatile boolean stopping;

  /// Something that happened, to be told to the core.
  @FunctionalInterface
  interface Input {
    void tell(CallServer core, Now now, CallOutput out);
  }

  /// Something that the core is asked, by somebody who waits for the answer.
  @FunctionalInterface
  public interface Question<T> {
    T ask(CallServer core, Now now, CallOutput out);
  }

  /// What the calls tell the relay: see the methods of the same names in [CallOutput].
  public interface Relay {
    void addressesSignaled(Stay to, String text);

    void stayBegun(Stay stay);

    void stayEnded(Stay stay, boolean atOnce);
  }

  public CallLoop(
      CallLimits limits,
      IceServers iceServers,
      CallStore store,
      ParticipantStore participantStore,
      Consumer<CallEvent> events,
      Relay relay,
      ServerClock clock) {
    this.store = store;
    this.participants = new ParticipantWrites(participantStore, writes);
    this.events = events;
    this.relay = relay;
    this.clock = clock;
    core =
        new CallServer(
            limits,
            (stay, connection, now) -> iceServers.mint(stay, hostName(connection), now.wall()),
            new SecureRandom());
    core.restore(store.load(limits.sizes().rememberedEnds()), now());
    core.restoreParticipants(participantStore.load(), now(), out);
    core.restoreDoors(store.loadDoors());
    thread = Thread.ofPlatform().name("calls").start(this::run);
  }

  /// Queues an input and takes a turn; waits while the queue is full.
  void submit(Input input) {
    try {
      if (!stopping) {
        inputs.put(input);
        work();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  void connect(SignalingConnection connection) {
    submit((core, now, out) -> {
      connections.put(connection.id(), connection);
      core.onConnected(connection.id(), connection.client(), now, out);
    });
  }

  void disconnect(SignalingConnection connection) {
    submit((core, now, out) -> {
      connections.remove(connection.id());
      core.onDisconnected(connection.id(), now, out);
    });
  }

  /// What there is now; asked of the loop, so it also shows whether the loop answers.
  ///
  /// @throws TimeoutException when it does not
  public CallCounts counts(Duration patience) throws TimeoutException {
    return ask((core, _, _) -> core.counts(), patience);
  }

  /// Asks the core something, or tells it, and waits for what it says.
  ///
  /// @throws TimeoutException when it does not answer
  public <T> T ask(Question<T> question, Duration patience) throws TimeoutException {
    var answer = new CompletableFuture<T>();
    submit((core, now, out) -> {
      try {
        answer.complete(question.ask(core, now, out));
      } catch (RuntimeException bug) {
        answer.completeExceptionally(bug);
        throw bug;
      }
    });
    try {
      return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | InterruptedException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// Waits until everything that was to be stored so far is stored, or could not be.
  ///
  /// @throws TimeoutException when that takes too long
  public void awaitStored(Duration patience) throws TimeoutException {
    try {
      writes.submit(() -> {}).get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | InterruptedException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// The name under which the client of this connection reached the server.
  private String hostName(ConnectionId connection) {
    SignalingConnection open = connections.get(connection);
    return open == null ? "localhost" : open.hostName();
  }

  /// Whoever has the turn now looks again before it goes, so that no input is left behind.
  private void work() {
    while (!turn.isHeldByCurrentThread() && !inputs.isEmpty() && turn.tryLock()) {
      try {
        takeTurn();
        if (!inputs.isEmpty() || core.nextDeadline() - awaitedNanos < 0) {
          awaitedNanos = core.nextDeadline();
          LockSupport.unpark(thread);
          return;
        }
      } finally {
        turn.unlock();
      }
    }
  }

  private void takeTurn() {
    for (int told = 0; told < INPUTS_PER_TURN; told++) {
      Input input = inputs.poll();
      if (input == null) {
        return;
      }
      guarded(() -> input.tell(core, now(), out));
    }
  }

  private void run() {
    while (!stopping) {
      long awaited;
      turn.lock();
      try {
        takeTurn();
        Now now = now();
        if (core.nextDeadline() != Long.MAX_VALUE && now.reached(core.nextDeadline())) {
          guarded(() -> core.onDeadline(now, out));
        }
        awaited = inputs.isEmpty() ? core.nextDeadline() : now.nanos();
        awaitedNanos = awaited;
      } finally {
        turn.unlock();
      }
      if (awaited == Long.MAX_VALUE) {
        LockSupport.park(this);
      } else {
        clock.parkUntil(this, awaited);
      }
    }
  }

  /// Our own mistake: this input is lost, the calls go on.
  private static void guarded(Runnable input) {
    try {
      input.run();
    } catch (RuntimeException bug) {
      LOG.error("an input to the calls core failed", bug);
    }
  }

  private Now now() {
    return new Now(clock.nanos(), clock.instant());
  }

  /// Tells every client that the server is about to stop.
  public void goAway() {
    submit(CallServer::goAway);
  }

  /// Tells every client, closes their connections and ends the thread.
  @Override
  public void close() {
    var told = new CompletableFuture<Void>();
    submit((core, now, out) -> {
      core.shutDown(now, out);
      told.complete(null);
    });
    stopping = true;
    try {
      told.get(STOP_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      thread.interrupt();
      thread.join(STOP_PATIENCE);
      passphrases.close();
      writes.shutdown();
      if (!writes.awaitTermination(STOP_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("the last changes to calls were not stored in time");
      }
    } catch (ExecutionException | TimeoutException late) {
      LOG.warn("the calls did not stop in time", late);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /// The core's effects. Used in a turn.
  private final class Output implements CallOutput {
    @Override
    public void send(ConnectionId connection, ServerFrame frame) {
      SignalingConnection open = connections.get(connection);
      if (open != null) {
        open.send(frame);
      }
    }

    @Override
    public void close(ConnectionId connection) {
      SignalingConnection open = connections.remove(connection);
      if (open != null) {
        open.close();
      }
    }

    @Override
    public void store(StoredCall call) {
      writes.execute(() -> {
        try {
          store.save(call);
          submit((core, now, out) -> core.onCallStored(call.id(), now, out));
        } catch (RuntimeException failed) {
          if (Database.isPassing(failed)) {
            LOG.warn("a call could not be stored, the database is away: {}", failed.getMessage());
          } else {
            LOG.error("a call could not be stored", failed);
          }
          submit((core, now, out) -> core.onCallStoreFailed(call.id(), now, out));
        }
      });
    }

    @Override
    public void storeEnded(CallId call, CallState.Ended ended) {
      writes.execute(() -> saveEnd(call, ended));
    }

    /// Until it is stored: a restart would open the call again.
    private void saveEnd(CallId call, CallState.Ended ended) {
      try {
        store.saveEnd(call, ended);
      } catch (RuntimeException failed) {
        if (Database.isPassing(failed)) {
          CompletableFuture.delayedExecutor(RETRY.toMillis(), TimeUnit.MILLISECONDS, writes)
              .execute(() -> saveEnd(call, ended));
        } else {
          LOG.error("the end of a call could not be stored", failed);
        }
      }
    }

    @Override
    public void storeDoor(StoredDoor door) {
      writes.execute(() -> {
        try {
          store.saveDoor(door);
        } catch (RuntimeException failed) {
          LOG.error("who may not come into a call could not be stored", failed);
        }
      });
    }

    @Override
    public void hashPassphrase(PassphraseCheck check, Passphrase passphrase) {
      passphrases.hash(
          passphrase,
          hash -> submit((core, now, out) -> core.onPassphraseHashed(check, hash, now, out)));
    }

    @Override
    public void comparePassphrase(
        PassphraseCheck check, Passphrase passphrase, PassphraseHash hash) {
      passphrases.compare(
          passphrase,
          hash,
          right -> submit((core, now, out) -> core.onPassphraseCompared(check, right, now, out)));
    }

    @Override
    public void event(CallEvent event) {
      events.accept(event);
    }

    @Override
    public void storeParticipant(StoredParticipant participant) {
      participants.save(participant);
    }

    @Override
    public void forgetParticipant(ParticipantId participant) {
      participants.remove(participant);
    }

    @Override
    public void addressesSignaled(Stay to, String text) {
      relay.addressesSignaled(to, text);
    }

    @Override
    public void stayBegun(Stay stay) {
      relay.stayBegun(stay);
    }

    @Override
    public void stayEnded(Stay stay, boolean atOnce) {
      relay.stayEnded(stay, atOnce);
    }
  }
}
