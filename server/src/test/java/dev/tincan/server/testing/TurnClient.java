package dev.tincan.server.testing;

import dev.tincan.stun.DecodeResult.Decoded;
import dev.tincan.stun.StunClass;
import dev.tincan.stun.StunDecoder;
import dev.tincan.stun.StunEncoder;
import dev.tincan.stun.StunMessage;
import dev.tincan.stun.StunMethod;
import dev.tincan.stun.TransactionId;
import dev.tincan.stun.address.TransportAddress;
import dev.tincan.stun.attribute.ChannelNumberAttribute;
import dev.tincan.stun.attribute.ErrorCodeAttribute;
import dev.tincan.stun.attribute.Lifetime;
import dev.tincan.stun.attribute.Nonce;
import dev.tincan.stun.attribute.Realm;
import dev.tincan.stun.attribute.RequestedTransport;
import dev.tincan.stun.attribute.StunAttribute;
import dev.tincan.stun.attribute.Username;
import dev.tincan.stun.attribute.XorPeerAddress;
import dev.tincan.stun.attribute.XorRelayedAddress;
import dev.tincan.stun.auth.LongTermKey;
import dev.tincan.stun.auth.RestCredential;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// A TURN client on a real socket, as little of one as the tests need.
public final class TurnClient implements Closeable {
  private static final RandomGenerator RANDOM = new SecureRandom();
  private static final int UDP = 17;

  private final Link link;
  private final RestCredential credential;
  private Optional<StunMessage> challenge = Optional.empty();

  public TurnClient(Link link, RestCredential credential) {
    this.link = link;
    this.credential = credential;
  }

  public Link link() {
    return link;
  }

  /// A request without credentials.
  public static StunMessage message(StunMethod method, StunAttribute... attributes) {
    return new StunMessage(
        StunClass.REQUEST, method, TransactionId.random(RANDOM), List.of(attributes));
  }

  public StunMessage binding() throws IOException {
    return plain(message(StunMethod.BINDING));
  }

  /// Sends it as it is and waits for the answer.
  public StunMessage plain(StunMessage request) throws IOException {
    link.send(StunEncoder.encode(request));
    return answer(request);
  }

  /// Sends it with credentials, after asking for the nonce when none is known.
  public StunMessage request(StunMethod method, StunAttribute... attributes) throws IOException {
    if (challenge.isEmpty()) {
      challenge = Optional.of(plain(message(StunMethod.REFRESH, new Lifetime(0))));
    }
    StunMessage challenged = challenge.get();
    var all = new ArrayList<>(List.of(attributes));
    all.add(new Username(credential.username()));
    all.add(challenged.first(Realm.class).orElseThrow());
    all.add(challenged.first(Nonce.class).orElseThrow());
    StunMessage request = message(method, all.toArray(StunAttribute[]::new));
    String realm = challenged.first(Realm.class).orElseThrow().value();
    link.send(
        StunEncoder.encode(
            request, LongTermKey.md5(credential.username(), realm, credential.password())));
    return answer(request);
  }

  public StunMessage allocate(StunAttribute... more) throws IOException {
    var attributes = new ArrayList<>(List.of(more));
    attributes.add(new RequestedTransport(UDP));
    return request(StunMethod.ALLOCATE, attributes.toArray(StunAttribute[]::new));
  }

  /// Allocates, and gives the relayed address.
  public TransportAddress relayed() throws IOException {
    return allocate().first(XorRelayedAddress.class).orElseThrow().address();
  }

  public StunMessage refresh(long seconds) throws IOException {
    return request(StunMethod.REFRESH, new Lifetime(seconds));
  }

  public StunMessage permit(TransportAddress... peers) throws IOException {
    var attributes = new ArrayList<StunAttribute>();
    for (TransportAddress peer : peers) {
      attributes.add(new XorPeerAddress(peer));
    }
    return request(StunMethod.CREATE_PERMISSION, attributes.toArray(StunAttribute[]::new));
  }

  public StunMessage bind(int channel, TransportAddress peer) throws IOException {
    return request(
        StunMethod.CHANNEL_BIND, new ChannelNumberAttribute(channel), new XorPeerAddress(peer));
  }

  public void sendOnChannel(int channel, byte[] payload) throws IOException {
    link.send(
        ByteBuffer.allocate(4 + payload.length)
            .putShort((short) channel)
            .putShort((short) payload.length)
            .put(payload)
            .array());
  }

  /// The error code of an answer, 0 for success.
  public static int errorOf(StunMessage answer) {
    return answer.first(ErrorCodeAttribute.class).map(ErrorCodeAttribute::code).orElse(0);
  }

  private StunMessage answer(StunMessage request) throws IOException {
    while (true) {
      if (StunDecoder.decode(ByteBuffer.wrap(link.receive())) instanceof Decoded decoded
          && decoded.message().transactionId().equals(request.transactionId())) {
        return decoded.message();
      }
    }
  }

  @Override
  public void close() throws IOException {
    link.close();
  }
}
