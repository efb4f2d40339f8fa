package dev.tincan.turn;

import dev.tincan.stun.ErrorCode;
import dev.tincan.stun.address.TransportAddress;
import dev.tincan.stun.attribute.ChannelNumberAttribute;
import dev.tincan.stun.attribute.MalformedAttribute;
import dev.tincan.stun.attribute.StunAttribute;
import dev.tincan.stun.attribute.XorPeerAddress;
import dev.tincan.turn.allocation.AddressFamily;
import dev.tincan.turn.allocation.Allocation;
import dev.tincan.turn.allocation.ChannelBinding;
import dev.tincan.turn.allocation.Permission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// CreatePermission and ChannelBind (RFC 8656 §10, §12): what lets a peer in.
final class PeerRequests {
  /// XOR-PEER-ADDRESS, as a malformed one names itself.
  private static final int XOR_PEER_ADDRESS = 0x0012;

  private final TurnConfig config;
  private final RelayResources resources;
  private final Answers answers;

  PeerRequests(TurnConfig config, RelayResources resources, Answers answers) {
    this.config = config;
    this.resources = resources;
    this.answers = answers;
  }

  /// All peers of the request get a permission, or none does (RFC 8656 §10.2).
  void createPermission(Request request, User user, Allocation allocation) {
    List<TransportAddress> peers = new ArrayList<>();
    for (StunAttribute attribute : request.message().attributes()) {
      switch (attribute) {
        case XorPeerAddress peer -> peers.add(peer.address());
        case MalformedAttribute broken when broken.type() == XOR_PEER_ADDRESS -> {
          answers.error(request, user, ErrorCode.BAD_REQUEST);
          return;
        }
        default -> {}
      }
    }
    if (peers.isEmpty()) {
      answers.error(request, user, ErrorCode.BAD_REQUEST);
      return;
    }
    Optional<ErrorCode> refusal =
        peers.stream().flatMap(peer -> refusal(allocation, peer).stream()).findFirst();
    if (refusal.isEmpty() && !hasRoom(allocation, peers, request.now())) {
      refusal = Optional.of(ErrorCode.INSUFFICIENT_CAPACITY);
    }
    if (refusal.isPresent()) {
      answers.error(request, user, refusal.get());
      return;
    }
    peers.forEach(peer -> permit(allocation, peer, request.now()));
    answers.success(request, user, List.of());
  }

  void bindChannel(Request request, User user, Allocation allocation) {
    Optional<Integer> number =
        request.message().first(ChannelNumberAttribute.class).map(ChannelNumberAttribute::number);
    Optional<TransportAddress> peer =
        request.message().first(XorPeerAddress.class).map(XorPeerAddress::address);
    if (number.isEmpty()
        || peer.isEmpty()
        || !isBindable(allocation, number.get(), peer.get(), request.now())) {
      answers.error(request, user, ErrorCode.BAD_REQUEST);
      return;
    }
    Optional<ErrorCode> refusal = refusal(allocation, peer.get());
    allocation.forgetExpired(request.now().nanos());
    boolean fresh = allocation.channel(number.get(), request.now().nanos()) == null;
    boolean noChannelLeft = fresh && allocation.channelCount() >= config.channelsMax();
    if (refusal.isEmpty()
        && (noChannelLeft || !hasRoom(allocation, List.of(peer.get()), request.now()))) {
      refusal = Optional.of(ErrorCode.INSUFFICIENT_CAPACITY);
    }
    if (refusal.isPresent()) {
      answers.error(request, user, refusal.get());
      return;
    }
    permit(allocation, peer.get(), request.now());
    allocation.bind(
        new ChannelBinding(
            number.get(), peer.get(), request.now().plus(TurnConfig.CHANNEL_LIFETIME)));
    answers.success(request, user, List.of());
  }

  /// A number in range, and number and peer bound to each other or both to nobody (RFC 8656 §12.2).
  private static boolean isBindable(
      Allocation allocation, int number, TransportAddress peer, Now now) {
    if (number < ChannelBinding.NUMBER_MIN
        || number > ChannelBinding.NUMBER_MAX
        || peer.port() == 0) {
      return false;
    }
    ChannelBinding ofNumber = allocation.channel(number, now.nanos());
    ChannelBinding ofPeer = allocation.channel(peer, now.nanos());
    boolean numberIsFree = ofNumber == null || ofNumber.peer().equals(peer);
    boolean peerIsFree = ofPeer == null || ofPeer.number() == number;
    return numberIsFree && peerIsFree;
  }

  private Optional<ErrorCode> refusal(Allocation allocation, TransportAddress peer) {
    byte[] address = peer.address().getAddress();
    if (!allocation.has(AddressFamily.ofLength(address.length))) {
      return Optional.of(ErrorCode.PEER_ADDRESS_FAMILY_MISMATCH);
    }
    boolean reachable =
        switch (config.peers().judge(address)) {
          case OPENED -> true;
          case PUBLIC -> resources.isOwnAddress(peer) || isOfTheCall(allocation, peer);
          case CLOSED -> resources.isOwnAddress(peer);
        };
    return reachable ? Optional.empty() : Optional.of(ErrorCode.FORBIDDEN);
  }

  private boolean isOfTheCall(Allocation allocation, TransportAddress peer) {
    return !config.peers().asksTheCall()
        || resources.mayReach(allocation.owner().user(), peer.address());
  }

  private boolean hasRoom(Allocation allocation, List<TransportAddress> peers, Now now) {
    allocation.forgetExpired(now.nanos());
    long fresh =
        peers.stream()
            .map(TransportAddress::address)
            .distinct()
            .filter(peer -> allocation.permission(peer, now.nanos()) == null)
            .count();
    return allocation.permissionCount() + fresh <= config.permissionsMax();
  }

  /// On the server's own addresses only relayed addresses may be reached, unless the configuration
  /// opened them by name.
  private void permit(Allocation allocation, TransportAddress peer, Now now) {
    boolean opened =
        switch (config.peers().judge(peer.address().getAddress())) {
          case OPENED -> true;
          case PUBLIC, CLOSED -> false;
        };
    boolean ownRelaysOnly = !opened && resources.isOwnAddress(peer);
    allocation.permit(
        peer.address(), new Permission(now.plus(TurnConfig.PERMISSION_LIFETIME), ownRelaysOnly));
  }
}
