package dev.tincan.calls;

import dev.tincan.calls.call.Stay;
import dev.tincan.calls.message.IceConfig;
import dev.tincan.calls.session.ConnectionId;

/// Where the core gets ICE servers for a session from. Called on the core's thread; must not wait.
public interface IceServerSource {

  /// Fresh servers and credentials for a participant, who is on `connection` (whose host name the
  /// URLs may repeat).
  IceConfig mint(Stay stay, ConnectionId connection, Now now);
}
