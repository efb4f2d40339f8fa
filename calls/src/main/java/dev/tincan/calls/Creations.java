package dev.tincan.calls;

import dev.tincan.calls.call.Call;
import dev.tincan.calls.call.CallId;
import dev.tincan.calls.call.HostKey;
import dev.tincan.calls.call.JoinLink;
import dev.tincan.calls.call.NewCall;
import dev.tincan.calls.call.PassphraseHash;
import dev.tincan.calls.call.Plan;
import dev.tincan.calls.call.Progress;
import dev.tincan.calls.call.Role;
import dev.tincan.calls.call.StoredCall;
import dev.tincan.calls.message.ClientMessage;
import dev.tincan.calls.message.ErrorCode;
import dev.tincan.calls.message.ServerMessage;
import dev.tincan.calls.session.ParticipantId;
import dev.tincan.calls.session.Secret;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// New calls: one exists when it is stored, and its creator is answered then.
final class Creations {

  private final CallLimits limits;
  private final CallTimes times;
  private final CallBook book;
  private final CallLife life;
  private final Visits visits;
  private final RandomGenerator random;
  private final Map<CallId, Creation> creations = new LinkedHashMap<>();

  /// A call that is being stored; nobody can join it before it is. Its key is kept in the clear
  /// until then only.
  private record Creation(NewCall call, ParticipantId creator, Optional<String> re) {}

  Creations(
      CallLimits limits,
      CallTimes times,
      CallBook book,
      CallLife life,
      Visits visits,
      RandomGenerator random) {
    this.limits = limits;
    this.times = times;
    this.book = book;
    this.life = life;
    this.visits = visits;
    this.random = random;
  }

  void create(Request request, ClientMessage.CreateCall create) {
    if (!mayAdd(request)) {
      return;
    }
    if (times.asksTooMuch(create.plan())) {
      visits.reject(
          request, ErrorCode.MESSAGE_INVALID, "lengthMaxMinutes is more than this server allows.");
      return;
    }
    if (create.passphrase().isEmpty()) {
      create(request, create.plan());
      return;
    }
    if (!book.passphrases().isFree(request.visit().id())) {
      visits.reject(request, Passphrases.TOO_MANY_GUESSES);
      return;
    }
    PassphraseCheck check = book.passphrases().hashing(request.visit().id(), request.id(), create);
    request.step().out().hashPassphrase(check, create.passphrase().get());
  }

  private void create(Request request, Plan plan) {
    Step step = request.step();
    NewCall call = draw(plan, Optional.empty(), step.now().wall());
    CallId id = call.stored().id();
    creations.put(id, new Creation(call, request.visit().id(), request.id()));
    step.out().store(call.stored());
  }

  /// The second of three parts of making a call with a passphrase.
  void onPassphraseHashed(PassphraseCheck check, Optional<PassphraseHash> hash, Step step) {
    Optional<Passphrases.Hashing> hashing = book.passphrases().takeHashing(check);
    Optional<Visit> creator = hashing.map(Passphrases.Hashing::visit).flatMap(visits::find);
    if (hashing.isEmpty() || creator.isEmpty()) {
      return;
    }
    var request = new Request(creator.get(), hashing.get().re(), step);
    if (hash.isEmpty()) {
      visits.reject(request, ErrorCode.SERVER_UNAVAILABLE, "The passphrase could not be kept.");
      return;
    }
    Plan plan = hashing.get().create().plan();
    create(request, plan.withAdmission(plan.admission().withPassphrase(hash.get())));
  }

  /// A call that is not there yet.
  NewCall draw(Plan plan, Optional<String> owner, Instant createdAt) {
    var hostKey = HostKey.random(random);
    // Whoever knows the id of another call is a guest already.
    Optional<Secret> guestKey =
        plan.admission().invitedOnly() ? Optional.of(Secret.random(random)) : Optional.empty();
    Secret viewerKey = Secret.random(random);
    List<JoinLink> links = new ArrayList<>();
    links.add(link(Role.HOST, hostKey.secret(), createdAt));
    guestKey.ifPresent(key -> links.add(link(Role.GUEST, key, createdAt)));
    links.add(link(Role.VIEWER, viewerKey, createdAt));
    var progress = Progress.until(plan.schedule().map(agreed -> agreed.current(createdAt)));
    var stored =
        new StoredCall(
            unusedId(), plan, links, owner, createdAt, 1, false, Optional.empty(), progress);
    return new NewCall(stored, hostKey, guestKey, Optional.of(viewerKey));
  }

  /// A link that the call has from the beginning.
  private static JoinLink link(Role role, Secret secret, Instant createdAt) {
    return new JoinLink(
        role.wire(), role, secret.hash(), Optional.empty(), createdAt, Optional.empty());
  }

  private CallId unusedId() {
    CallId id = CallId.random(random);
    while (creations.containsKey(id) || book.isTaken(id)) {
      id = CallId.random(random);
    }
    return id;
  }

  /// The second half of creating a call: it exists from now on.
  void onStored(CallId id, Step step) {
    Creation creation = creations.remove(id);
    if (creation == null) {
      return; // A call that was stored again.
    }
    NewCall made = creation.call();
    addStored(made.stored(), step);
    var answer =
        new ServerMessage.CallCreated(id, made.hostKey(), made.guestKey(), made.viewerKey());
    visits
        .find(creation.creator())
        .ifPresent(creator -> visits.deliver(creator, creation.re(), answer, step));
  }

  /// The call was never there. For a call that was stored again, what is stored is merely older
  /// than it could be.
  void onStoreFailed(CallId id, Step step) {
    Creation creation = creations.remove(id);
    if (creation == null) {
      return;
    }
    visits
        .find(creation.creator())
        .ifPresent(creator ->
            visits.reject(
                creator,
                creation.re(),
                ErrorCode.SERVER_UNAVAILABLE,
                "The call could not be stored.",
                step));
  }

  /// A call that was drawn and stored: it exists from now on.
  void addStored(StoredCall stored, Step step) {
    Call call = life.add(Call.stored(stored, times.stateOf(stored, step.now())));
    step.event(new CallEvent.CallCreated(stored.id()));
    CallLife.tellSchedule(call, step);
  }

  boolean mayAdd(Request request) {
    ClientAddress address = request.visit().address();
    if (!visits.addresses().tryAddCall(address, request.step().now())) {
      visits.reject(request, ErrorCode.CALL_RATE_LIMITED, "Too many new calls.");
      return false;
    }
    if (isFull()) {
      visits.reject(request, ErrorCode.SERVER_FULL, "Too many calls.");
      return false;
    }
    return true;
  }

  boolean isFull() {
    return book.size() + creations.size() >= limits.sizes().calls();
  }

  void clear() {
    creations.clear();
  }
}
