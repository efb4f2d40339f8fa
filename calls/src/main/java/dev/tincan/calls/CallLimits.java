package dev.tincan.calls;

import java.time.Duration;
import java.util.Optional;

/// Everything that is bounded, with its name [S25], and every timer.
public record CallLimits(Sizes sizes, Rates rates, Timers timers, Policy policy) {

  /// The limits of the protocol document.
  public static CallLimits defaults() {
    return new CallLimits(Sizes.defaults(), Rates.defaults(), Timers.defaults(), Policy.defaults());
  }

  public CallLimits withSizes(Sizes sizes) {
    return new CallLimits(sizes, rates, timers, policy);
  }

  public CallLimits withRates(Rates rates) {
    return new CallLimits(sizes, rates, timers, policy);
  }

  public CallLimits withTimers(Timers timers) {
    return new CallLimits(sizes, rates, timers, policy);
  }

  public CallLimits withPolicy(Policy policy) {
    return new CallLimits(sizes, rates, timers, policy);
  }

  /// What the administrator allows.
  ///
  /// @param lengthMax of a call; empty: as long as people like
  public record Policy(ChosenNames chosenNames, Optional<Duration> lengthMax) {

    public static Policy defaults() {
      return new Policy(ChosenNames.ON, Optional.empty());
    }
  }

  /// Whether people may meet by a name they chose.
  public enum ChosenNames {
    ON,
    OFF,
    /// Whoever comes first is host, and lets the others in.
    LOBBY
  }

  /// How much of what.
  ///
  /// @param messageBytes of one frame; enforced by the shell, told to clients
  /// @param nameLength of a participant's name; enforced by the codec, told to clients
  /// @param connections open at once, with or without a session
  /// @param outboxEnvelopes unacked envelopes kept per session [S8]
  /// @param rememberedEnds ended calls that are still answered `call.ended` rather than
  ///   `call.not_found`
  /// @param deadlinesPerInput deadlines that one `onDeadline` may handle
  public record Sizes(
      int messageBytes,
      int nameLength,
      int participantsPerCall,
      int calls,
      int sessions,
      int sessionsPerAddress,
      int connections,
      int outboxEnvelopes,
      int rememberedEnds,
      int deadlinesPerInput) {

    public static Sizes defaults() {
      return new Sizes(65_536, 60, 6, 50_000, 20_000, 200, 30_000, 256, 10_000, 256);
    }

    public Sizes withParticipantsPerCall(int participants) {
      return new Sizes(
          messageBytes,
          nameLength,
          participants,
          calls,
          sessions,
          sessionsPerAddress,
          connections,
          outboxEnvelopes,
          rememberedEnds,
          deadlinesPerInput);
    }
  }

  /// How often. A frame rate beside the envelope rate bounds what is not numbered: pings, acks and
  /// repetitions.
  ///
  /// @param envelopes per session: envelopes handled
  /// @param frames per connection: frames of any kind; its burst lets a full outbox be repeated
  ///   after a resume
  /// @param calls per client address: calls created, and opened by name
  /// @param guesses per client address: look-ups and joins that fail because an id, a link or a
  ///   passphrase is wrong [S93]
  /// @param passphrases per call: wrong ones, wherever they come from
  public record Rates(Rate envelopes, Rate frames, Rate calls, Rate guesses, Rate passphrases) {

    public static Rates defaults() {
      return new Rates(
          new Rate(60, Duration.ofSeconds(1), 240),
          new Rate(120, Duration.ofSeconds(1), 600),
          new Rate(20, Duration.ofMinutes(1), 20),
          new Rate(20, Duration.ofMinutes(1), 20),
          new Rate(60, Duration.ofMinutes(1), 60));
    }
  }

  /// `count` per `period`, and up to `burst` at once.
  public record Rate(int count, Duration period, int burst) {

    public Rate {
      if (count < 1 || burst < 1 || period.isNegative() || period.isZero()) {
        throw new IllegalArgumentException("Not a rate: " + count + " per " + period);
      }
    }
  }

  /// How long.
  ///
  /// @param hello from connecting to `hello` [S4]
  /// @param idle without a frame until the server pings [S10]
  /// @param pong from that ping until the connection is dropped [S10]
  /// @param ack from an envelope to the `ack` frame; half of what [S6] allows, for the way there
  /// @param lostNotice from the loss of a connection until the others are told [S15]
  /// @param grace from the loss of a connection until the session ends [S15]
  /// @param unload from a page's going away until the session ends [S32]
  /// @param idleDetach the same for a client that has nothing to say [S32]
  /// @param emptyCall from the last participant's leaving until the call ends [S21]
  /// @param unjoinedCall from a call's creation until it expires [S21]
  public record Timers(
      Duration hello,
      Duration idle,
      Duration pong,
      Duration ack,
      Duration lostNotice,
      Duration grace,
      Duration unload,
      Duration idleDetach,
      Duration emptyCall,
      Duration unjoinedCall) {

    public static Timers defaults() {
      return new Timers(
          Duration.ofSeconds(10),
          Duration.ofSeconds(15),
          Duration.ofSeconds(10),
          Duration.ofMillis(500),
          Duration.ofSeconds(2),
          Duration.ofSeconds(20),
          Duration.ofSeconds(5),
          Duration.ofSeconds(90),
          Duration.ofMinutes(5),
          Duration.ofHours(24));
    }

    public Timers withEmptyCall(Duration time) {
      return new Timers(
          hello, idle, pong, ack, lostNotice, grace, unload, idleDetach, time, unjoinedCall);
    }
  }
}
