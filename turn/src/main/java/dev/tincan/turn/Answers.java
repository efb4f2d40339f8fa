package dev.tincan.turn;

import dev.tincan.stun.ErrorCode;
import dev.tincan.stun.StunClass;
import dev.tincan.stun.StunEncoder;
import dev.tincan.stun.StunMessage;
import dev.tincan.stun.attribute.ErrorCodeAttribute;
import dev.tincan.stun.attribute.StunAttribute;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Builds and sends responses. No SOFTWARE and no reason phrase: they help nobody but whoever
/// amplifies traffic.
final class Answers {
  private Answers() {}

  /// A success response, protected by the key of the request (RFC 8489 §9.2.4).
  static void success(Request request, byte[] key, List<StunAttribute> attributes) {
    send(request, StunEncoder.encode(response(request, StunClass.SUCCESS, attributes), key));
  }

  /// A success response to a request that carries no credentials.
  static void success(Request request, List<StunAttribute> attributes) {
    send(request, StunEncoder.encode(response(request, StunClass.SUCCESS, attributes)));
  }

  /// An error response after authentication: protected too (RFC 8489 §6.3.1.1).
  static void error(Request request, byte[] key, ErrorCode code, StunAttribute... more) {
    request.out().event(new TurnEvent.Refused(code.code()));
    send(request, StunEncoder.encode(response(request, StunClass.ERROR, with(code, more)), key));
  }

  /// An error response before authentication.
  static void error(Request request, ErrorCode code, StunAttribute... more) {
    request.out().event(new TurnEvent.Refused(code.code()));
    send(request, StunEncoder.encode(response(request, StunClass.ERROR, with(code, more))));
  }

  private static List<StunAttribute> with(ErrorCode code, StunAttribute... more) {
    var attributes = new ArrayList<StunAttribute>();
    attributes.add(new ErrorCodeAttribute(code.code(), ""));
    attributes.addAll(List.of(more));
    return attributes;
  }

  private static StunMessage response(
      Request request, StunClass stunClass, List<StunAttribute> attributes) {
    return new StunMessage(
        stunClass, request.message().method(), request.message().transactionId(), attributes);
  }

  private static void send(Request request, byte[] response) {
    request.out().sendToClient(request.from(), ByteBuffer.wrap(response));
  }
}
