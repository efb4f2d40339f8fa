package dev.tincan.calls;

import dev.tincan.calls.call.CallRef;
import dev.tincan.calls.call.PassphraseHash;
import dev.tincan.calls.message.ClientMessage;
import dev.tincan.calls.message.ErrorCode;
import dev.tincan.calls.message.ServerMessage;
import dev.tincan.calls.session.ParticipantId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Requests that wait for a passphrase to be hashed or compared, one per session, and the guesses
/// at each call [S93].
final class Passphrases {

  static final ServerMessage.ErrorAnswer TOO_MANY_GUESSES =
      new ServerMessage.ErrorAnswer(
          ErrorCode.CALL_RATE_LIMITED, "Too many wrong guesses; wait a minute.");

  private final CallLimits limits;
  private final Map<PassphraseCheck, Waiting> waiting = new LinkedHashMap<>();
  private final Map<ParticipantId, PassphraseCheck> byVisit = new LinkedHashMap<>();

  /// Only of calls somebody guessed at; those whose bucket is full again are swept out.
  private final Map<CallRef, TokenBucket> wrong = new LinkedHashMap<>();

  private long checks;

  /// What goes on when the answer is there.
  sealed interface Waiting {
    ParticipantId visit();
  }

  /// A call is being made.
  record Hashing(ParticipantId visit, Optional<String> re, ClientMessage.CreateCall create)
      implements Waiting {}

  /// Somebody wants to come in.
  record Comparing(
      ParticipantId visit,
      Optional<String> re,
      ClientMessage.JoinCall join,
      CallRef call,
      PassphraseHash hash)
      implements Waiting {}

  Passphrases(CallLimits limits) {
    this.limits = limits;
  }

  PassphraseCheck hashing(
      ParticipantId visit, Optional<String> re, ClientMessage.CreateCall create) {
    return add(visit, new Hashing(visit, re, create));
  }

  PassphraseCheck comparing(
      ParticipantId visit,
      Optional<String> re,
      ClientMessage.JoinCall join,
      CallRef call,
      PassphraseHash hash) {
    return add(visit, new Comparing(visit, re, join, call, hash));
  }

  /// Whether this session has no other question open.
  boolean isFree(ParticipantId visit) {
    return !byVisit.containsKey(visit);
  }

  /// Counts one more guess at a call; false when there were too many of late.
  boolean tryGuess(CallRef call, Now now) {
    wrong.values().removeIf(bucket -> now.reached(bucket.fullAtNanos()));
    return wrong
        .computeIfAbsent(call, _ -> new TokenBucket(limits.rates().passphrases(), now.nanos()))
        .tryTake(now.nanos());
  }

  /// The last guess was right, and counts for nothing.
  void wasRight(CallRef call) {
    TokenBucket bucket = wrong.get(call);
    if (bucket != null) {
      bucket.giveBack();
    }
  }

  Optional<Hashing> takeHashing(PassphraseCheck check) {
    return take(check).filter(Hashing.class::isInstance).map(Hashing.class::cast);
  }

  Optional<Comparing> takeComparing(PassphraseCheck check) {
    return take(check).filter(Comparing.class::isInstance).map(Comparing.class::cast);
  }

  void forget(ParticipantId visit) {
    PassphraseCheck check = byVisit.remove(visit);
    if (check != null) {
      waiting.remove(check);
    }
  }

  void forget(CallRef call) {
    wrong.remove(call);
  }

  void clear() {
    waiting.clear();
    byVisit.clear();
    wrong.clear();
  }

  private PassphraseCheck add(ParticipantId visit, Waiting one) {
    var check = new PassphraseCheck(++checks);
    waiting.put(check, one);
    byVisit.put(visit, check);
    return check;
  }

  private Optional<Waiting> take(PassphraseCheck check) {
    Optional<Waiting> one = Optional.ofNullable(waiting.remove(check));
    one.ifPresent(known -> byVisit.remove(known.visit()));
    return one;
  }
}
