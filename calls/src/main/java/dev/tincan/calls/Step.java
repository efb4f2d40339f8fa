package dev.tincan.calls;

import dev.tincan.calls.message.ErrorCode;
import dev.tincan.calls.message.ServerFrame;
import dev.tincan.calls.session.ConnectionId;

/// One input being handled: when, where its effects go, and who counts them.
record Step(Now now, CallOutput out, Tally tally) {

  void send(ConnectionId connection, ServerFrame frame) {
    tally.frameOut();
    out.send(connection, frame);
  }

  void event(CallEvent event) {
    out.event(event);
  }

  void rejected(ErrorCode code) {
    tally.rejected(code);
    out.event(new CallEvent.Rejected(code));
  }
}
