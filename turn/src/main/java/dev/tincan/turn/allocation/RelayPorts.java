package dev.tincan.turn.allocation;

import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;

/// The ports that allocations lend out, and those held back by EVEN-PORT (RFC 8656 §7.2, §18.7).
///
/// Not safe for several threads; a shell with more than one event loop puts a lock around it.
public final class RelayPorts {
  /// Random tries before the range is searched from a random place on.
  private static final int RANDOM_TRIES = 16;

  private final int first;
  private final int count;
  private final RandomGenerator random;
  private final BitSet taken;
  private final Map<Long, Kept> reservations = new LinkedHashMap<>();

  /// An odd port that waits for the holder of the token.
  private record Kept(int port, Reservation reservation) {}

  public RelayPorts(int first, int last, RandomGenerator random) {
    if (first < 1024 || last > 65_535 || last < first) {
      throw new IllegalArgumentException("not a range of relay ports: " + first + "-" + last);
    }
    this.first = first;
    this.count = last - first + 1;
    this.random = random;
    this.taken = new BitSet(count);
  }

  /// A free port, chosen at random (RFC 6056); empty when all are taken.
  public OptionalInt take(long nowNanos) {
    expire(nowNanos);
    return take(1, 0);
  }

  /// A free even port.
  public OptionalInt takeEven(long nowNanos) {
    expire(nowNanos);
    return take(2, first & 1);
  }

  /// A free even port whose successor is free too and now kept for the token's holder. One that was
  /// kept for the same token is free again: its even port could not be bound.
  public OptionalInt takePair(Reservation reservation, long nowNanos) {
    expire(nowNanos);
    OptionalInt even = search(2, first & 1, 2);
    even.ifPresent(port -> {
      taken.set(port - first, port - first + 2);
      Kept former = reservations.put(reservation.token(), new Kept(port + 1, reservation));
      if (former != null) {
        release(former.port());
      }
    });
    return even;
  }

  /// The port that was kept for this token, and of which family it is; once.
  public Optional<Redeemed> redeem(long token, long nowNanos) {
    expire(nowNanos);
    Kept kept = reservations.remove(token);
    return kept == null
        ? Optional.empty()
        : Optional.of(new Redeemed(kept.port(), kept.reservation().family()));
  }

  /// What a token is worth.
  public record Redeemed(int port, AddressFamily family) {}

  public void release(int port) {
    taken.clear(port - first);
  }

  /// Frees what was kept too long.
  public void expire(long nowNanos) {
    reservations
        .values()
        .removeIf(kept -> {
          boolean over = nowNanos - kept.reservation().deadlineNanos() >= 0;
          if (over) {
            release(kept.port());
          }
          return over;
        });
  }

  /// Ports lent out or kept back.
  public int takenCount() {
    return taken.cardinality();
  }

  private OptionalInt take(int step, int offset) {
    OptionalInt port = search(step, offset, 1);
    port.ifPresent(found -> taken.set(found - first));
    return port;
  }

  /// @param step between ports that come into question, the first of which is `offset` into the
  ///   range
  /// @param length of the run of free ports that is needed
  private OptionalInt search(int step, int offset, int length) {
    int choices = (count - offset - length + step) / step;
    if (choices <= 0) {
      return OptionalInt.empty();
    }
    for (int i = 0; i < RANDOM_TRIES; i++) {
      int index = offset + random.nextInt(choices) * step;
      if (isFree(index, length)) {
        return OptionalInt.of(first + index);
      }
    }
    int start = random.nextInt(choices);
    for (int i = 0; i < choices; i++) {
      int index = offset + (start + i) % choices * step;
      if (isFree(index, length)) {
        return OptionalInt.of(first + index);
      }
    }
    return OptionalInt.empty();
  }

  private boolean isFree(int index, int length) {
    int next = taken.nextSetBit(index);
    return next < 0 || next >= index + length;
  }
}
