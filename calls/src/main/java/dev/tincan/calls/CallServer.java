package dev.tincan.calls;

import dev.tincan.calls.call.CallId;
import dev.tincan.calls.call.StoredCall;
import dev.tincan.calls.message.ClientFrame;
import dev.tincan.calls.message.ErrorCode;
import dev.tincan.calls.session.ConnectionId;
import java.util.EnumMap;
import java.util.random.RandomGenerator;

/// Sessions and calls of one server. Confined to one thread; every input returns at once and says
/// what is to be done to the [CallOutput] it is given.
public final class CallServer {

  /// `random` must be a secure source: ids and secrets come from it.
  public CallServer(CallLimits limits, IceServerSource iceServers, RandomGenerator random) {}

  /// Calls as they were stored, before the first connection.
  public void restore(Iterable<StoredCall> calls, Now now) {}

  /// A connection is open; `hello` is awaited on it.
  public void onConnected(
      ConnectionId connection, ClientAddress address, Now now, CallOutput out) {}

  /// A frame came in.
  public void onFrame(ConnectionId connection, ClientFrame frame, Now now, CallOutput out) {}

  /// What came in is no frame: the connection ends with `fatal code`.
  public void onMalformed(
      ConnectionId connection, ErrorCode code, String message, Now now, CallOutput out) {}

  /// The connection is closed or broken.
  public void onDisconnected(ConnectionId connection, Now now, CallOutput out) {}

  /// The call is stored; if it was just created, its creator is answered now.
  public void onCallStored(CallId call, Now now, CallOutput out) {}

  /// The call could not be stored; if it was just created, there is no such call.
  public void onCallStoreFailed(CallId call, Now now, CallOutput out) {}

  /// The server stops: every connection is told and closed, every session ends. Stored calls stay.
  /// Inputs after this have no effect.
  public void shutDown(Now now, CallOutput out) {}

  /// When to call [#onDeadline], in monotonic nanos; `Long.MAX_VALUE` when nothing is awaited.
  public long nextDeadline() {
    return Long.MAX_VALUE;
  }

  /// Does what is due, but at most [CallLimits.Sizes#deadlinesPerInput] of it; [#nextDeadline]
  /// tells when to go on.
  public void onDeadline(Now now, CallOutput out) {}

  /// For metrics.
  public CallCounts counts() {
    var calls = new CallCounts.Calls(0, 0, 0, 0);
    var present = new CallCounts.Present(0, 0, 0, calls);
    return new CallCounts(present, 0, 0, new EnumMap<>(ErrorCode.class));
  }
}
