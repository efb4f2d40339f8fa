package dev.tincan.turn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tincan.stun.StunClass;
import dev.tincan.stun.StunEncoder;
import dev.tincan.stun.StunMessage;
import dev.tincan.stun.StunMethod;
import dev.tincan.stun.TransactionId;
import dev.tincan.stun.address.TransportAddress;
import dev.tincan.stun.attribute.ChannelNumberAttribute;
import dev.tincan.stun.attribute.Data;
import dev.tincan.stun.attribute.ErrorCodeAttribute;
import dev.tincan.stun.attribute.Lifetime;
import dev.tincan.stun.attribute.Nonce;
import dev.tincan.stun.attribute.Realm;
import dev.tincan.stun.attribute.RequestedTransport;
import dev.tincan.stun.attribute.StunAttribute;
import dev.tincan.stun.attribute.Username;
import dev.tincan.stun.attribute.XorPeerAddress;
import dev.tincan.turn.allocation.FiveTuple;
import dev.tincan.turn.allocation.Transport;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// A TURN client that does as it is told.
final class TestClient {
  static final RequestedTransport UDP = new RequestedTransport(17);

  final TurnRig rig;
  final FiveTuple fiveTuple;
  final String user;
  String nonce = "";
  private long transactions;

  TestClient(TurnRig rig, String user) {
    this(rig, user, TurnRig.client(40_000, Transport.UDP));
  }

  TestClient(TurnRig rig, String user, FiveTuple fiveTuple) {
    this.rig = rig;
    this.user = user;
    this.fiveTuple = fiveTuple;
  }

  TransactionId freshId() {
    return new TransactionId(fiveTuple.client().port(), ++transactions);
  }

  /// With credentials and a nonce that is valid; fetched by a first try when there is none.
  StunMessage request(StunMethod method, StunAttribute... attributes) {
    return request(freshId(), method, attributes);
  }

  StunMessage request(TransactionId id, StunMethod method, StunAttribute... attributes) {
    if (nonce.isEmpty()) {
      StunMessage challenge = raw(StunEncoder.encode(message(freshId(), method, List.of(UDP))));
      nonce = challenge.first(Nonce.class).orElseThrow().value();
    }
    return raw(sealed(id, method, attributes));
  }

  byte[] sealed(TransactionId id, StunMethod method, StunAttribute... attributes) {
    var all = new ArrayList<>(List.of(attributes));
    all.add(new Username(user));
    all.add(new Realm("tincan"));
    all.add(new Nonce(nonce));
    return StunEncoder.encode(message(id, method, all), TurnRig.keyOf(user));
  }

  static StunMessage message(TransactionId id, StunMethod method, List<StunAttribute> attributes) {
    return new StunMessage(StunClass.REQUEST, method, id, attributes);
  }

  /// Sends bytes and gives the one answer.
  StunMessage raw(byte[] bytes) {
    rig.toClients.clear();
    rig.fromClient(fiveTuple, bytes);
    assertThat(rig.toClients).hasSize(1);
    return rig.toClients.element().message();
  }

  /// Sends bytes that nobody answers.
  void silent(byte[] bytes) {
    rig.toClients.clear();
    rig.fromClient(fiveTuple, bytes);
    assertThat(rig.toClients).isEmpty();
  }

  StunMessage allocate(StunAttribute... more) {
    return request(
        StunMethod.ALLOCATE,
        Stream.concat(Stream.of(UDP), Stream.of(more)).toArray(StunAttribute[]::new));
  }

  StunMessage refresh(long seconds) {
    return request(StunMethod.REFRESH, new Lifetime(seconds));
  }

  StunMessage permit(TransportAddress... peers) {
    return request(
        StunMethod.CREATE_PERMISSION,
        Stream.of(peers).map(XorPeerAddress::new).toArray(StunAttribute[]::new));
  }

  StunMessage bind(int channel, TransportAddress peer) {
    return request(
        StunMethod.CHANNEL_BIND, new ChannelNumberAttribute(channel), new XorPeerAddress(peer));
  }

  void send(TransportAddress peer, byte[] payload) {
    indication(new XorPeerAddress(peer), new Data(payload));
  }

  void indication(StunAttribute... attributes) {
    rig.fromClient(
        fiveTuple,
        StunEncoder.encode(
            new StunMessage(
                StunClass.INDICATION, StunMethod.SEND, freshId(), List.of(attributes))));
  }

  void channelData(int channel, byte[] payload) {
    ByteBuffer frame = ByteBuffer.allocate(4 + payload.length);
    frame.putShort((short) channel).putShort((short) payload.length).put(payload);
    rig.fromClient(fiveTuple, frame.array());
  }

  static int code(StunMessage answer) {
    return answer.first(ErrorCodeAttribute.class).map(ErrorCodeAttribute::code).orElse(0);
  }
}
