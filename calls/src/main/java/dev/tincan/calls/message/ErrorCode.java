package dev.tincan.calls.message;

/// What can be wrong, with the stable text of it on the wire [S26].
public enum ErrorCode {
  PROTOCOL_HELLO_EXPECTED("protocol.hello_expected"),
  PROTOCOL_VERSION("protocol.version"),
  PROTOCOL_INVALID("protocol.invalid"),
  PROTOCOL_TOO_LARGE("protocol.too_large"),
  PROTOCOL_GAP("protocol.gap"),
  SESSION_TAKEN_OVER("session.taken_over"),
  SESSION_RATE_LIMITED("session.rate_limited"),
  SESSION_TOO_MANY("session.too_many"),
  SESSION_HELLO_TIMEOUT("session.hello_timeout"),
  MESSAGE_INVALID("message.invalid"),
  MESSAGE_UNKNOWN("message.unknown"),
  CALL_NOT_FOUND("call.not_found"),
  CALL_ENDED("call.ended"),
  CALL_FULL("call.full"),
  CALL_LOCKED("call.locked"),
  CALL_NAME_INVALID("call.name_invalid"),
  CALL_ALREADY_JOINED("call.already_joined"),
  CALL_NOT_JOINED("call.not_joined"),
  CALL_NOT_HOST("call.not_host"),
  CALL_LAST_HOST("call.last_host"),
  CALL_DENIED("call.denied"),
  CALL_BLOCKED("call.blocked"),
  CALL_LOBBY_FULL("call.lobby_full"),
  CALL_KNOCK_EXPIRED("call.knock_expired"),
  CALL_RATE_LIMITED("call.rate_limited"),
  CALL_NOT_STARTED("call.not_started"),
  CALL_PASSPHRASE_NEEDED("call.passphrase_needed"),
  CALL_PASSPHRASE_WRONG("call.passphrase_wrong"),
  CALL_INVITATION_NEEDED("call.invitation_needed"),
  CALL_LINK_INVALID("call.link_invalid"),
  CALL_NAMES_OFF("call.names_off"),
  CALL_VIEW_ONLY("call.view_only"),
  PARTICIPANT_NOT_FOUND("participant.not_found"),
  SERVER_FULL("server.full"),
  SERVER_UNAVAILABLE("server.unavailable");

  private final String wire;

  ErrorCode(String wire) {
    this.wire = wire;
  }

  /// The text on the wire.
  public String wire() {
    return wire;
  }
}
