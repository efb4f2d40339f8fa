package dev.tincan.calls.message;

import dev.tincan.calls.call.Media;
import dev.tincan.calls.call.MediaKind;
import dev.tincan.calls.call.Passphrase;
import dev.tincan.calls.call.Plan;
import dev.tincan.calls.call.Role;
import dev.tincan.calls.session.ParticipantId;
import dev.tincan.calls.session.Secret;
import java.util.Optional;

/// What a client asks for: type, `to` and `body` of an envelope.
public sealed interface ClientMessage {

  /// A call with a fresh id; answered [ServerMessage.CallCreated].
  ///
  /// @param plan without the hash of a passphrase, which `passphrase` becomes
  record CreateCall(Plan plan, Optional<Passphrase> passphrase) implements ClientMessage {

    /// A call that begins now.
    public CreateCall(Optional<String> title) {
      this(Plan.now(title), Optional.empty());
    }
  }

  /// Answered [ServerMessage.CallFound]. `call` is what was typed, not yet normalised.
  record LookUpCall(String call) implements ClientMessage {}

  /// Answered [ServerMessage.CallJoined], or [ServerMessage.JoinPending] where a host decides.
  /// `call` is what was typed, not yet normalised.
  ///
  /// @param key the secret of a link
  record JoinCall(
      String call, String name, Media media, Optional<Secret> key, Optional<Passphrase> passphrase)
      implements ClientMessage {

    /// Without a passphrase.
    public JoinCall(String call, String name, Media media, Optional<Secret> key) {
      this(call, name, media, key, Optional.empty());
    }
  }

  record LeaveCall() implements ClientMessage {}

  /// @param share true: shares a screen again after a host had stopped it
  record UpdateParticipant(Optional<String> name, Optional<Media> media, boolean share)
      implements ClientMessage {

    public UpdateParticipant(Optional<String> name, Optional<Media> media) {
      this(name, media, false);
    }
  }

  /// Answered [ServerMessage.CallEnded].
  record EndCall() implements ClientMessage {}

  /// What hosts alone may ask for [S101]. None is answered but with an error: everybody whom it
  /// concerns is told, the host among them.
  sealed interface HostAct extends ClientMessage {

    /// Lets in who knocks.
    record Admit(ParticipantId participant) implements HostAct {}

    record Deny(ParticipantId participant) implements HostAct {}

    record AdmitAll() implements HostAct {}

    record Mute(ParticipantId participant, MediaKind what) implements HostAct {}

    record Remove(ParticipantId participant, boolean block) implements HostAct {}

    record Lock(boolean locked) implements HostAct {}

    record SetRole(ParticipantId participant, Role role) implements HostAct {}
  }

  /// Passed on as [ServerMessage.SignalFrom].
  record SignalTo(ParticipantId to, Signal signal) implements ClientMessage {}

  /// An envelope that counts and whose body the codec could not read; answered `message.invalid`.
  /// `reason` names the member that is missing or wrong.
  record Invalid(String reason) implements ClientMessage {}

  /// An envelope that counts and whose type the codec does not know; answered `message.unknown`.
  record Unknown(String type) implements ClientMessage {}
}
