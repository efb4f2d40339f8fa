package dev.tincan.turn;

import dev.tincan.stun.ErrorCode;
import dev.tincan.stun.address.TransportAddress;
import dev.tincan.stun.attribute.AdditionalAddressFamily;
import dev.tincan.stun.attribute.AddressErrorCode;
import dev.tincan.stun.attribute.DontFragment;
import dev.tincan.stun.attribute.EvenPort;
import dev.tincan.stun.attribute.Lifetime;
import dev.tincan.stun.attribute.MalformedAttribute;
import dev.tincan.stun.attribute.RequestedAddressFamily;
import dev.tincan.stun.attribute.RequestedTransport;
import dev.tincan.stun.attribute.ReservationToken;
import dev.tincan.stun.attribute.StunAttribute;
import dev.tincan.stun.attribute.UnknownAttributes;
import dev.tincan.stun.attribute.XorMappedAddress;
import dev.tincan.stun.attribute.XorRelayedAddress;
import dev.tincan.stun.codec.AttributeType;
import dev.tincan.turn.TurnEvent.CloseReason;
import dev.tincan.turn.allocation.AddressFamily;
import dev.tincan.turn.allocation.Allocation;
import dev.tincan.turn.allocation.Relay;
import dev.tincan.turn.allocation.RelayId;
import dev.tincan.turn.allocation.RelayPorts;
import dev.tincan.turn.allocation.Reservation;
import dev.tincan.turn.policy.Bandwidth;
import dev.tincan.turn.policy.PeerPolicy;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Allocate and Refresh (RFC 8656 §7, §8).
///
/// Allocate has two phases: the request asks for a socket, and only when that is bound is the
/// client told. A port that another program has is tried again with another one. Who asks for two
/// families gets the second one after the first.
final class AllocateRequests {
  private static final int UDP = 17;
  private static final int BIND_TRIES = 4;

  private final TurnConfig config;
  private final Allocations allocations;
  private final RelayResources resources;
  private final Answers answers;
  private final RandomGenerator random;
  private final Map<RelayId, Attempt> attempts = new LinkedHashMap<>();
  private long relays;
  private boolean draining;

  /// What an Allocate asked for, once its attributes make sense.
  private record Wish(
      AddressFamily family,
      boolean additionalFamily,
      Optional<EvenPort> even,
      OptionalLong token,
      Duration lifetime) {}

  /// An Allocate whose socket of this family is being opened.
  private record Attempt(
      Request request,
      User user,
      Wish wish,
      Allocation allocation,
      AddressFamily family,
      int tries) {
    Attempt again() {
      return new Attempt(request, user, wish, allocation, family, tries + 1);
    }

    Attempt of(AddressFamily next) {
      return new Attempt(request, user, wish, allocation, next, 1);
    }

    Attempt at(Now now, TurnOutput out) {
      var later = new Request(request.from(), request.message(), request.integrity(), now, out);
      return new Attempt(later, user, wish, allocation, family, tries);
    }
  }

  AllocateRequests(
      TurnConfig config,
      Allocations allocations,
      RelayResources resources,
      Answers answers,
      RandomGenerator random) {
    this.config = config;
    this.allocations = allocations;
    this.resources = resources;
    this.answers = answers;
    this.random = random;
  }

  /// From now on nothing new is allocated.
  void drain() {
    draining = true;
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
    boolean repeated =
        existing.owner().transaction().equals(request.message().transactionId())
            && existing.owner().user().equals(user.name());
    if (!repeated) {
      answers.error(request, user, ErrorCode.ALLOCATION_MISMATCH);
    } else if (existing.isReady()) {
      succeed(request, user, existing);
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
    if (message.first(DontFragment.class).isPresent() && !resources.canForbidFragments()) {
      answers.error(
          request,
          user,
          ErrorCode.UNKNOWN_ATTRIBUTE,
          new UnknownAttributes(List.of(AttributeType.DONT_FRAGMENT)));
      return Optional.empty();
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
    boolean supported =
        wanted.filter(resources::supports).isPresent()
            || (additional.isPresent() && resources.supports(AddressFamily.IPV6));
    if (!supported) {
      return refuse(request, user, ErrorCode.ADDRESS_FAMILY_NOT_SUPPORTED);
    }
    OptionalLong tokenValue =
        token.stream().mapToLong(t -> ByteBuffer.wrap(t.value()).getLong()).findFirst();
    return Optional.of(
        new Wish(
            wanted.orElseThrow(), additional.isPresent(), even, tokenValue, lifetime(request)));
  }

  private Optional<Wish> refuse(Request request, User user, ErrorCode code) {
    answers.error(request, user, code);
    return Optional.empty();
  }

  private void admit(Request request, User user, Wish wish) {
    if (draining) {
      answers.error(request, user, ErrorCode.INSUFFICIENT_CAPACITY);
      return;
    }
    switch (resources.admit(user.name(), Allocations.hostOf(request.from()))) {
      case OVER_QUOTA -> answers.error(request, user, ErrorCode.ALLOCATION_QUOTA_REACHED);
      case FULL -> answers.error(request, user, ErrorCode.INSUFFICIENT_CAPACITY);
      case ADMITTED -> begin(request, user, wish);
    }
  }

  private void begin(Request request, User user, Wish wish) {
    boolean pair = wish.even().filter(EvenPort::reserveNext).isPresent();
    var owner =
        new Allocation.Owner(
            request.from(),
            user.name(),
            request.message().transactionId(),
            pair ? freshToken() : 0);
    long now = request.now().nanos();
    var allocation = new Allocation(owner, now, new Bandwidth(config.bytesPerSecond(), now));
    allocations.add(allocation);
    open(new Attempt(request, user, wish, allocation, wish.family(), 1));
  }

  private void open(Attempt attempt) {
    Request request = attempt.request();
    if (!resources.supports(attempt.family())) {
      refused(attempt, ErrorCode.ADDRESS_FAMILY_NOT_SUPPORTED);
      return;
    }
    Optional<RelayPorts.Redeemed> place = place(attempt);
    if (place.isEmpty()) {
      refused(attempt, ErrorCode.INSUFFICIENT_CAPACITY);
      return;
    }
    var relay =
        new Relay(
            new RelayId(++relays),
            place.get().family(),
            place.get().port(),
            request.now().plus(attempt.wish().lifetime()));
    allocations.addRelay(attempt.allocation(), relay);
    attempts.put(relay.id(), attempt);
    request.out().openRelay(relay.id(), request.from(), relay.family(), relay.port());
  }

  /// A token names its port and family; otherwise a port that fits the wish.
  private Optional<RelayPorts.Redeemed> place(Attempt attempt) {
    Wish wish = attempt.wish();
    Now now = attempt.request().now();
    if (wish.token().isPresent()) {
      return resources.redeem(wish.token().getAsLong(), now.nanos());
    }
    OptionalInt port;
    long newToken = attempt.allocation().owner().token();
    if (newToken != 0) {
      long deadline = now.plus(TurnConfig.RESERVATION_LIFETIME);
      port =
          resources.takePortPair(
              new Reservation(newToken, attempt.family(), deadline), now.nanos());
    } else {
      port =
          wish.even().isPresent()
              ? resources.takeEvenPort(now.nanos())
              : resources.takePort(now.nanos());
    }
    return port.isEmpty()
        ? Optional.empty()
        : Optional.of(new RelayPorts.Redeemed(port.getAsInt(), attempt.family()));
  }

  /// Never 0, which stands for no token.
  private long freshToken() {
    return random.nextLong() | 1;
  }

  void opened(RelayId id, TransportAddress relayed, Now now, TurnOutput out) {
    Attempt attempt = attempts.remove(id);
    Relay relay = relayOf(id);
    if (attempt == null || relay == null) {
      // The allocation ended while its socket was being opened.
      out.closeRelay(id);
      return;
    }
    relay.opened(relayed);
    next(attempt.at(now, out));
  }

  void failed(RelayId id, Now now, TurnOutput out) {
    Attempt attempt = attempts.remove(id);
    Relay relay = relayOf(id);
    if (attempt == null || relay == null) {
      return;
    }
    allocations.removeRelay(attempt.allocation(), relay);
    if (attempt.tries() < BIND_TRIES && attempt.wish().token().isEmpty()) {
      open(attempt.at(now, out).again());
    } else {
      refused(attempt.at(now, out), ErrorCode.INSUFFICIENT_CAPACITY);
    }
  }

  private @Nullable Relay relayOf(RelayId id) {
    Allocation allocation = allocations.of(id);
    return allocation == null ? null : allocation.relay(id);
  }

  /// This family cannot be had; the other one may (RFC 8656 §7.2, rule 9).
  private void refused(Attempt attempt, ErrorCode code) {
    attempt.allocation().refuse(new AddressErrorCode(attempt.family().number(), code.code(), ""));
    next(attempt);
  }

  private void next(Attempt attempt) {
    if (attempt.wish().additionalFamily() && attempt.family() == AddressFamily.IPV4) {
      open(attempt.of(AddressFamily.IPV6));
      return;
    }
    Allocation allocation = attempt.allocation();
    Request request = attempt.request();
    if (allocation.relays().isEmpty()) {
      allocations.drop(allocation);
      int code = allocation.refused().map(AddressErrorCode::code).orElseThrow();
      answers.error(
          request,
          attempt.user(),
          code == ErrorCode.ADDRESS_FAMILY_NOT_SUPPORTED.code()
              ? ErrorCode.ADDRESS_FAMILY_NOT_SUPPORTED
              : ErrorCode.INSUFFICIENT_CAPACITY);
      return;
    }
    allocation.opened();
    request
        .out()
        .event(new TurnEvent.AllocationCreated(attempt.user().name(), request.from().transport()));
    succeed(request, attempt.user(), allocation);
  }

  private void succeed(Request request, User user, Allocation allocation) {
    var attributes = new ArrayList<StunAttribute>();
    for (Relay relay : allocation.relays()) {
      attributes.add(new XorRelayedAddress(relay.address().orElseThrow()));
    }
    attributes.add(new Lifetime(secondsLeft(allocation, request.now())));
    if (allocation.owner().token() != 0) {
      byte[] token = ByteBuffer.allocate(Long.BYTES).putLong(allocation.owner().token()).array();
      attributes.add(new ReservationToken(token));
    }
    allocation.refused().ifPresent(attributes::add);
    attributes.add(new XorMappedAddress(request.from().client()));
    answers.success(request, user, attributes);
  }

  private static long secondsLeft(Allocation allocation, Now now) {
    long nanosLeft =
        allocation.relays().stream()
            .mapToLong(relay -> relay.deadlineNanos() - now.nanos())
            .min()
            .orElse(0);
    return Math.ceilDiv(nanosLeft, Duration.ofSeconds(1).toNanos());
  }

  /// Of one family when the request names it, of all otherwise (RFC 8656 §8.1).
  void refresh(Request request, User user, Allocation allocation) {
    Optional<RequestedAddressFamily> named = request.message().first(RequestedAddressFamily.class);
    List<Relay> relays =
        allocation.relays().stream()
            .filter(relay -> named.isEmpty() || named.get().family() == relay.family().number())
            .toList();
    if (relays.isEmpty()) {
      answers.error(request, user, ErrorCode.PEER_ADDRESS_FAMILY_MISMATCH);
      return;
    }
    Optional<Lifetime> asked = request.message().first(Lifetime.class);
    if (asked.filter(lifetime -> lifetime.seconds() == 0).isPresent()) {
      relays.forEach(relay ->
          allocations.close(allocation, relay, CloseReason.DELETED, request.now(), request.out()));
      answers.success(request, user, List.of(new Lifetime(0)));
      return;
    }
    Duration lifetime = lifetime(request);
    relays.forEach(relay -> allocations.refresh(relay, request.now().plus(lifetime)));
    allocation.forgetExpired(request.now().nanos());
    answers.success(request, user, List.of(new Lifetime(lifetime.toSeconds())));
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
