package dev.tincan.calls;

import dev.tincan.calls.call.CallId;
import dev.tincan.calls.call.CallState;
import dev.tincan.calls.call.Passphrase;
import dev.tincan.calls.call.PassphraseHash;
import dev.tincan.calls.call.Stay;
import dev.tincan.calls.call.StoredCall;
import dev.tincan.calls.call.StoredDoor;
import dev.tincan.calls.call.StoredParticipant;
import dev.tincan.calls.message.ServerFrame;
import dev.tincan.calls.session.ConnectionId;
import dev.tincan.calls.session.ParticipantId;

/// What the core asks of the world. Called during an input, on the core's thread; an implementation
/// must not call the core back before that input has returned.
public interface CallOutput {

  /// Write `frame`; frames to one connection keep their order.
  void send(ConnectionId connection, ServerFrame frame);

  /// Close the connection after what was sent on it. The core has forgotten it: a later
  /// `onDisconnected` is harmless.
  void close(ConnectionId connection);

  /// Store or replace a call. Answered by [CallServer#onCallStored] or
  /// [CallServer#onCallStoreFailed].
  void store(StoredCall call);

  /// The stored call is over; nothing is awaited.
  void storeEnded(CallId call, CallState.Ended ended);

  /// Store or replace who may not come into a call; nothing is awaited.
  void storeDoor(StoredDoor door);

  /// Store or replace who is in a call, so that the session can be resumed after a restart; nothing
  /// is awaited.
  void storeParticipant(StoredParticipant participant);

  /// The participant is in no call any more; nothing is awaited.
  void forgetParticipant(ParticipantId participant);

  /// Hash this passphrase; answered by [CallServer#onPassphraseHashed].
  void hashPassphrase(PassphraseCheck check, Passphrase passphrase);

  /// Say whether this passphrase is the one; answered by [CallServer#onPassphraseCompared].
  void comparePassphrase(PassphraseCheck check, Passphrase passphrase, PassphraseHash hash);

  /// For metrics and the event log.
  void event(CallEvent event);

  /// `to` is about to be told this signal of another one in its call, and may send to the addresses
  /// in it. Called before the message is sent.
  ///
  /// @param body see [dev.tincan.calls.message.Signal]
  void addressesSignaled(Stay to, String body);

  /// Credentials were minted for this stay: what is made with them may outlive them, until the stay
  /// is over [S38].
  void stayBegun(Stay stay);

  /// The stay is over. Somebody who left, or whose call ended, is done: credentials and what was
  /// made with them must stop working at once. Somebody who was lost may still be talking past the
  /// server: credentials then run out by themselves.
  void stayEnded(Stay stay, boolean atOnce);
}
