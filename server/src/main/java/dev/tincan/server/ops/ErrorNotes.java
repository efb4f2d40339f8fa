package dev.tincan.server.ops;

import dev.tincan.calls.CallEvent;
import dev.tincan.calls.message.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What went wrong lately, in words for whoever looks after the server; nothing by which a call
/// could be joined or a person named. Safe for any thread.
public final class ErrorNotes {
  /// The oldest makes room.
  public static final int NOTES_MAX = 200;

  /// The same that comes again within this time is one note with a count.
  private static final Duration SAME = Duration.ofMinutes(5);

  /// Refusals that say something about the server or who attacks it; the others are everyday life.
  private static final Map<ErrorCode, String> REFUSALS =
      Map.of(
          ErrorCode.PROTOCOL_VERSION,
              "A client speaks another version of the signaling protocol; an old page should be loaded again.",
          ErrorCode.PROTOCOL_INVALID, "A client sent something that is not signaling.",
          ErrorCode.PROTOCOL_TOO_LARGE, "A client sent a message that is too large.",
          ErrorCode.PROTOCOL_GAP,
              "A message of a client was lost on the way; its page starts anew.",
          ErrorCode.SESSION_RATE_LIMITED, "A client was cut off because it sent too much.",
          ErrorCode.SESSION_TOO_MANY, "One address has as many sessions as it may.",
          ErrorCode.CALL_RATE_LIMITED, "One address made or tried too many calls.",
          ErrorCode.CALL_FULL, "Somebody found no place in a call; see participants-per-call.",
          ErrorCode.SERVER_FULL, "The server has as many calls, sessions or connections as it may.",
          ErrorCode.SERVER_UNAVAILABLE, "A call could not be stored, or the server was stopping.");

  private static final Map<String, String> RELAY_REFUSALS =
      Map.of(
          "400", "The relay got a request that it does not understand.",
          "403", "The relay was asked to reach an address that is closed to it; see peer-policy.",
          "486", "The relay refused a client that has as many allocations as it may.",
          "508",
              "The relay has no port left; see relay-ports. Or it takes nothing new, being drained.");

  private static final Map<String, String> RELAY_DROPS =
      Map.of(
          "over_budget", "The relay left strangers unanswered who asked too often.",
          "over_bandwidth",
              "The relay threw packets away that were over the bandwidth of one allocation.",
          "not_sent", "The network did not take packets of the relay.");

  private final Deque<Note> notes = new ArrayDeque<>();
  private Optional<RelayCounts> before = Optional.empty();

  /// @param at when it came last
  /// @param source `calls`, `relay` or `server`
  /// @param count how often it came
  public record Note(Instant at, String source, String text, long count) {}

  public void onEvent(CallEvent event, Instant now) {
    if (event instanceof CallEvent.Rejected(ErrorCode code)) {
      Optional.ofNullable(REFUSALS.get(code)).ifPresent(text -> note("calls", text, 1, now));
    }
  }

  /// Notes what the relay refused and threw away since it was asked before.
  public synchronized void onRelay(RelayCounts counts, Instant now) {
    before.ifPresent(last -> {
      noteMore(RELAY_REFUSALS, last.refused(), counts.refused(), now);
      noteMore(RELAY_DROPS, last.dropped(), counts.dropped(), now);
    });
    before = Optional.of(counts);
  }

  private void noteMore(
      Map<String, String> words,
      List<RelayCounts.Count> last,
      List<RelayCounts.Count> counts,
      Instant now) {
    words.forEach((outcome, text) -> {
      long more = sum(counts, outcome) - sum(last, outcome);
      if (more > 0) {
        note("relay", text, more, now);
      }
    });
  }

  private static long sum(List<RelayCounts.Count> counts, String outcome) {
    return counts.stream()
        .filter(count -> count.outcome().equals(outcome))
        .mapToLong(RelayCounts.Count::value)
        .sum();
  }

  public synchronized void note(String source, String text, long times, Instant now) {
    Optional<Note> same =
        notes.stream()
            .filter(note -> note.source().equals(source) && note.text().equals(text))
            .filter(note -> Duration.between(note.at(), now).compareTo(SAME) < 0)
            .findAny();
    same.ifPresent(notes::remove);
    notes.addFirst(new Note(now, source, text, times + same.map(Note::count).orElse(0L)));
    if (notes.size() > NOTES_MAX) {
      notes.removeLast();
    }
  }

  /// The newest first.
  public synchronized List<Note> newest(int max) {
    return notes.stream().limit(max).toList();
  }
}
