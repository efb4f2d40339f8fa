package dev.tincan.calls;

import dev.tincan.calls.message.IceConfig;
import dev.tincan.calls.session.ConnectionId;
import dev.tincan.calls.session.ParticipantId;

/// Where the core gets ICE servers for a session from. Called on the core's thread; must not wait.
public interface IceServerSource {

  /// Fresh servers and credentials for `participant`, who is on `connection` (whose host name the
  /// URLs may repeat).
  IceConfig mint(ParticipantId participant, ConnectionId connection, Now now);
}
