package dev.tincan.turn.policy;

import java.util.LinkedHashMap;
import java.util.Map;

/// How many allocations there may be: in all, per user name, per client address (RFC 8656 §7.2,
/// rule 10).
///
/// Not safe for several threads; a shell with more than one event loop puts a lock around it.
public final class Quotas {
  private final Limits limits;
  private final Map<String, Integer> perUser = new LinkedHashMap<>();
  private final Map<String, Integer> perClient = new LinkedHashMap<>();
  private int total;

  /// @param total 508 beyond
  /// @param perUser 486 beyond
  /// @param perClientAddress 486 beyond
  public record Limits(int total, int perUser, int perClientAddress) {
    /// Room for a browser with several network interfaces in several calls, for a load client with
    /// one name, and for an office behind one address.
    public static Limits defaults() {
      return new Limits(10_000, 256, 1_024);
    }
  }

  public enum Verdict {
    ADMITTED,
    OVER_QUOTA,
    FULL
  }

  public Quotas(Limits limits) {
    this.limits = limits;
  }

  /// Counts one more allocation when it is admitted; it is given back by [#leave].
  public Verdict admit(String user, String clientAddress) {
    if (total >= limits.total()) {
      return Verdict.FULL;
    }
    if (perUser.getOrDefault(user, 0) >= limits.perUser()
        || perClient.getOrDefault(clientAddress, 0) >= limits.perClientAddress()) {
      return Verdict.OVER_QUOTA;
    }
    total++;
    perUser.merge(user, 1, Integer::sum);
    perClient.merge(clientAddress, 1, Integer::sum);
    return Verdict.ADMITTED;
  }

  public void leave(String user, String clientAddress) {
    total--;
    perUser.computeIfPresent(user, (_, count) -> count == 1 ? null : count - 1);
    perClient.computeIfPresent(clientAddress, (_, count) -> count == 1 ? null : count - 1);
  }

  public int total() {
    return total;
  }
}
