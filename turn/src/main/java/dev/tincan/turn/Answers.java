package dev.tincan.turn;

import dev.tincan.stun.ErrorCode;
import dev.tincan.stun.StunClass;
import dev.tincan.stun.StunEncoder;
import dev.tincan.stun.StunMessage;
import dev.tincan.stun.attribute.ErrorCodeAttribute;
import dev.tincan.stun.attribute.StunAttribute;
import dev.tincan.turn.TurnEvent.DropReason;
import dev.tincan.turn.policy.AnswerBudget;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Builds and sends responses. No SOFTWARE and no reason phrase: they help nobody but whoever
/// amplifies traffic.
final class Answers {
  private final AnswerBudget budget;

  Answers(AnswerBudget budget) {
    this.budget = budget;
  }

  /// A success response, protected by the key of the request (RFC 8489 §9.2.4).
  void success(Request request, User user, List<StunAttribute> attributes) {
    send(request, user, response(request, StunClass.SUCCESS, attributes));
  }

  /// An error response after authentication: protected too (RFC 8489 §6.3.1.1).
  void error(Request request, User user, ErrorCode code, StunAttribute... more) {
    request.out().event(new TurnEvent.Refused(request.from().transport(), code.code()));
    send(request, user, response(request, StunClass.ERROR, with(code, List.of(more))));
  }

  /// A success response to a request that carries no credentials.
  void stranger(Request request, List<StunAttribute> attributes) {
    toStranger(request, response(request, StunClass.SUCCESS, attributes));
  }

  /// An error response before authentication.
  void stranger(Request request, ErrorCode code, List<StunAttribute> more) {
    request.out().event(new TurnEvent.Refused(request.from().transport(), code.code()));
    toStranger(request, response(request, StunClass.ERROR, with(code, more)));
  }

  private static void send(Request request, User user, StunMessage response) {
    send(request, StunEncoder.encode(response, user.key(), user.hmac()));
  }

  /// Over UDP the source may be forged, so a source gets only so many; on a stream it is not.
  private void toStranger(Request request, StunMessage response) {
    boolean forgeable = !request.from().transport().isStream();
    if (forgeable && !budget.take(request.from().client().address(), request.now().nanos())) {
      request.out().dropped(DropReason.OVER_BUDGET);
    } else {
      send(request, StunEncoder.encode(response));
    }
  }

  private static List<StunAttribute> with(ErrorCode code, List<StunAttribute> more) {
    var attributes = new ArrayList<StunAttribute>();
    attributes.add(new ErrorCodeAttribute(code.code(), ""));
    attributes.addAll(more);
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
