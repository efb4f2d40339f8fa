package dev.tincan.turn;

import dev.tincan.stun.ErrorCode;
import dev.tincan.stun.address.TransportAddress;
import dev.tincan.stun.attribute.AdditionalAddressFamily;
import dev.tincan.stun.attribute.AddressErrorCode;
import dev.tincan.stun.attribute.EvenPort;
import dev.tincan.stun.attribute.Lifetime;
import dev.tincan.stun.attribute.MalformedAttribute;
import dev.tincan.stun.attribute.RequestedAddressFamily;
import dev.tincan.stun.attribute.RequestedTransport;
import dev.tincan.stun.attribute.ReservationToken;
import dev.tincan.stun.attribute.StunAttribute;
import dev.tincan.stun.attribute.XorMappedAddress;
import dev.tincan.stun.attribute.XorRelayedAddress;
import dev.tincan.turn.Authenticator.User;
import dev.tincan.turn.TurnEvent.CloseReason;
import dev.tincan.turn.allocation.AddressFamily;
import dev.tincan.turn.allocation.Allocation;
import dev.tincan.turn.allocation.RelayId;
import dev.tincan.turn.allocation.RelayPorts;
import dev.tincan.turn.allocation.Reservation;
import dev.tincan.turn.policy.PeerPolicy;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;

/// Allocate and Refresh (RFC 8656 §7, §8).
///
/// Allocate has two phases: the request asks for a socket, and only when that is bound is the
/// client told. A port that another program has is tried again with another one.
final class AllocateRequests {
  private static final int UDP = 17;
  private static final int BIND_TRIES = 4;

  private final Allocations allocations;
  private final RelayResources resources;
  private final RandomGenerator random;
  private final Map<RelayId, Attempt> attempts = new LinkedHashMap<>();
  private long relays;

  /// What an Allocate asked for, once its attributes make sense.
  private record Wish(
      AddressFamily family,
      boolean additionalFamily,
      Optional<EvenPort> even,
      long token,
      Duration lifetime) {}

  /// An Allocate whose socket is being opened.
  private record Attempt(Request request, User user, Wish wish, int tries) {}

  AllocateRequests(Allocations allocations, RelayResources resources, RandomGenerator random) {
    this.allocations = allocations;
    this.resources = resources;
    this.random = random;
  }

  void allocate(Request request, User user) {
    Allocation existing = allocations.of(request.from());
    if (existing != null) {
      answerAgain(request, user, existing);
      return;
    }
    wish(request, user).ifPresent(wish -> admit(request, user, wish));
  }

  /// The same transaction is a retransmission and gets the same answer; while the socket is being
  /// opened, the answer is still on its way (RFC 8656 §7.2, RFC 8489 §6.3.1).
  private void answerAgain(Request request, User user, Allocation existing) {
    if (!existing.owner().transaction().equals(request.message().transactionId())) {
      Answers.error(request, user.key(), ErrorCode.ALLOCATION_MISMATCH);
    } else if (existing.relayed().isPresent()) {
      succeed(request, existing);
    }
  }

  /// The checks of RFC 8656 §7.2 in their order; empty after an error response.
  private Optional<Wish> wish(Request request, User user) {
    var message = request.message();
    Optional<RequestedTransport> transport = message.first(RequestedTransport.class);
    Optional<EvenPort> even = message.first(EvenPort.class);
    Optional<ReservationToken> token = message.first(ReservationToken.class);
    Optional<RequestedAddressFamily> family = message.first(RequestedAddressFamily.class);
    Optional<AdditionalAddressFamily> additional = message.first(AdditionalAddressFamily.class);
    if (transport.isEmpty() || message.first(MalformedAttribute.class).isPresent()) {
      return refuse(request, user, ErrorCode.BAD_REQUEST);
    }
    if (PeerPolicy.isTunnel(request.from().client().address().getAddress())) {
      return refuse(request, user, ErrorCode.FORBIDDEN);
    }
    if (transport.get().protocol() != UDP) {
      return refuse(request, user, ErrorCode.UNSUPPORTED_TRANSPORT_PROTOCOL);
    }
    boolean tokenWithOthers =
        token.isPresent() && (even.isPresent() || family.isPresent() || additional.isPresent());
    boolean bothFamilies = family.isPresent() && additional.isPresent();
    boolean pairWithAdditional =
        even.filter(EvenPort::reserveNext).isPresent() && additional.isPresent();
    boolean additionalNotIpv6 =
        additional.filter(a -> a.family() != AddressFamily.IPV6.number()).isPresent();
    if (tokenWithOthers || bothFamilies || pairWithAdditional || additionalNotIpv6) {
      return refuse(request, user, ErrorCode.BAD_REQUEST);
    }
    Optional<AddressFamily> wanted =
        family.isEmpty()
            ? Optional.of(AddressFamily.IPV4)
            : AddressFamily.of(family.get().family());
    if (wanted.isEmpty() || !resources.supports(wanted.get())) {
      return refuse(request, user, ErrorCode.ADDRESS_FAMILY_NOT_SUPPORTED);
    }
    long tokenValue = token.map(t -> ByteBuffer.wrap(t.value()).getLong()).orElse(0L);
    return Optional.of(
        new Wish(wanted.get(), additional.isPresent(), even, tokenValue, lifetime(request)));
  }

  private static Optional<Wish> refuse(Request request, User user, ErrorCode code) {
    Answers.error(request, user.key(), code);
    return Optional.empty();
  }

  private void admit(Request request, User user, Wish wish) {
    switch (resources.admit(user.name(), Allocations.hostOf(request.from()))) {
      case OVER_QUOTA -> Answers.error(request, user.key(), ErrorCode.ALLOCATION_QUOTA_REACHED);
      case FULL -> Answers.error(request, user.key(), ErrorCode.INSUFFICIENT_CAPACITY);
      case ADMITTED -> open(new Attempt(request, user, wish, 1));
    }
  }

  private void open(Attempt attempt) {
    Request request = attempt.request();
    boolean pair = attempt.wish().even().filter(EvenPort::reserveNext).isPresent();
    long newToken = pair ? freshToken() : 0;
    Optional<RelayPorts.Redeemed> place = place(attempt.wish(), newToken, request.now());
    if (place.isEmpty()) {
      resources.leave(attempt.user().name(), Allocations.hostOf(request.from()));
      Answers.error(request, attempt.user().key(), ErrorCode.INSUFFICIENT_CAPACITY);
      return;
    }
    var relay = new RelayId(++relays);
    int port = place.get().port();
    AddressFamily family = place.get().family();
    var owner =
        new Allocation.Owner(
            request.from(),
            attempt.user().name(),
            attempt.user().key(),
            request.message().transactionId(),
            newToken,
            attempt.wish().additionalFamily());
    long deadline = request.now().plus(attempt.wish().lifetime());
    allocations.add(new Allocation(owner, relay, family, port, request.now().nanos(), deadline));
    attempts.put(relay, attempt);
    request.out().openRelay(relay, request.from(), family, port);
  }

  /// A token names its port and family; otherwise a port that fits the wish.
  private Optional<RelayPorts.Redeemed> place(Wish wish, long newToken, Now now) {
    if (wish.token() != 0) {
      return resources.redeem(wish.token(), now.nanos());
    }
    OptionalInt port;
    if (newToken != 0) {
      long deadline = now.plus(TurnConfig.RESERVATION_LIFETIME);
      port =
          resources.takePortPair(new Reservation(newToken, wish.family(), deadline), now.nanos());
    } else {
      port =
          wish.even().isPresent()
              ? resources.takeEvenPort(now.nanos())
              : resources.takePort(now.nanos());
    }
    return port.isEmpty()
        ? Optional.empty()
        : Optional.of(new RelayPorts.Redeemed(port.getAsInt(), wish.family()));
  }

  /// Never 0, which stands for no token.
  private long freshToken() {
    return random.nextLong() | 1;
  }

  void opened(RelayId relay, TransportAddress relayed, Now now, TurnOutput out) {
    Attempt attempt = attempts.remove(relay);
    Allocation allocation = allocations.of(relay);
    if (attempt == null || allocation == null) {
      // The allocation ended while its socket was being opened.
      out.closeRelay(relay);
      return;
    }
    allocation.opened(relayed);
    out.event(
        new TurnEvent.AllocationCreated(attempt.user().name(), allocation.client().transport()));
    succeed(at(attempt.request(), now, out), allocation);
  }

  void failed(RelayId relay, Now now, TurnOutput out) {
    Attempt attempt = attempts.remove(relay);
    Allocation allocation = allocations.of(relay);
    if (attempt == null || allocation == null) {
      return;
    }
    Request request = at(attempt.request(), now, out);
    allocations.drop(allocation);
    boolean again = attempt.tries() < BIND_TRIES && attempt.wish().token() == 0;
    if (again) {
      var next = new Attempt(request, attempt.user(), attempt.wish(), attempt.tries() + 1);
      switch (resources.admit(attempt.user().name(), Allocations.hostOf(request.from()))) {
        case ADMITTED -> open(next);
        case OVER_QUOTA, FULL ->
            Answers.error(request, attempt.user().key(), ErrorCode.INSUFFICIENT_CAPACITY);
      }
    } else {
      Answers.error(request, attempt.user().key(), ErrorCode.INSUFFICIENT_CAPACITY);
    }
  }

  private static Request at(Request request, Now now, TurnOutput out) {
    return new Request(request.from(), request.message(), request.integrity(), now, out);
  }

  private static void succeed(Request request, Allocation allocation) {
    var attributes = new ArrayList<StunAttribute>();
    attributes.add(new XorRelayedAddress(allocation.relayed().orElseThrow()));
    attributes.add(new Lifetime(secondsLeft(allocation, request.now())));
    if (allocation.owner().token() != 0) {
      byte[] token = ByteBuffer.allocate(Long.BYTES).putLong(allocation.owner().token()).array();
      attributes.add(new ReservationToken(token));
    }
    if (allocation.owner().additionalFamilyRefused()) {
      attributes.add(
          new AddressErrorCode(
              AddressFamily.IPV6.number(), ErrorCode.ADDRESS_FAMILY_NOT_SUPPORTED.code(), ""));
    }
    attributes.add(new XorMappedAddress(request.from().client()));
    Answers.success(request, allocation.owner().key(), attributes);
  }

  private static long secondsLeft(Allocation allocation, Now now) {
    return Math.ceilDiv(allocation.deadlineNanos() - now.nanos(), Duration.ofSeconds(1).toNanos());
  }

  void refresh(Request request, User user, Allocation allocation) {
    Optional<RequestedAddressFamily> family = request.message().first(RequestedAddressFamily.class);
    if (family.filter(f -> f.family() != allocation.family().number()).isPresent()) {
      Answers.error(request, user.key(), ErrorCode.PEER_ADDRESS_FAMILY_MISMATCH);
      return;
    }
    if (request
        .message()
        .first(Lifetime.class)
        .filter(lifetime -> lifetime.seconds() == 0)
        .isPresent()) {
      allocations.close(allocation, CloseReason.DELETED, request.now(), request.out());
      Answers.success(request, user.key(), List.of(new Lifetime(0)));
      return;
    }
    Duration lifetime = lifetime(request);
    allocations.refresh(allocation, request.now().plus(lifetime));
    allocation.forgetExpired(request.now().nanos());
    Answers.success(request, user.key(), List.of(new Lifetime(lifetime.toSeconds())));
  }

  /// max(default, min(asked, longest)) (RFC 8656 §7.2).
  private static Duration lifetime(Request request) {
    Duration asked =
        request
            .message()
            .first(Lifetime.class)
            .map(l -> Duration.ofSeconds(l.seconds()))
            .orElse(TurnConfig.LIFETIME_DEFAULT);
    Duration bounded =
        asked.compareTo(TurnConfig.LIFETIME_MAX) > 0 ? TurnConfig.LIFETIME_MAX : asked;
    return bounded.compareTo(TurnConfig.LIFETIME_DEFAULT) < 0
        ? TurnConfig.LIFETIME_DEFAULT
        : bounded;
  }
}
