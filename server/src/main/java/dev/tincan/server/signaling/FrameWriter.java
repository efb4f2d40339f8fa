package dev.tincan.server.signaling;

import dev.tincan.calls.call.Media;
import dev.tincan.calls.call.Participant;
import dev.tincan.calls.message.CallView;
import dev.tincan.calls.message.IceConfig;
import dev.tincan.calls.message.Knocker;
import dev.tincan.calls.message.Limits;
import dev.tincan.calls.message.ServerFrame;
import dev.tincan.calls.message.ServerMessage;
import dev.tincan.calls.message.Signal;
import dev.tincan.calls.session.ParticipantId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

/// [ServerFrame] -> text of a WebSocket frame, member by member as in docs/protocol.md. Immutable.
final class FrameWriter {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  String write(ServerFrame frame) {
    return JSON.writeValueAsString(json(frame));
  }

  /// The same in UTF-8.
  byte[] bytes(ServerFrame frame) {
    return write(frame).getBytes(StandardCharsets.UTF_8);
  }

  private static ObjectNode json(ServerFrame frame) {
    return switch (frame) {
      case ServerFrame.Welcome welcome -> welcome(welcome);
      case ServerFrame.Fatal fatal ->
          control("fatal").put("code", fatal.code().wire()).put("message", fatal.message());
      case ServerFrame.Ack ack -> control("ack").put("ack", ack.ack());
      case ServerFrame.Ping _ -> control("ping");
      case ServerFrame.GoingAway _ -> control("goingAway");
      case ServerFrame.Pong _ -> control("pong");
      case ServerFrame.Envelope envelope -> envelope(envelope);
    };
  }

  private static ObjectNode object() {
    return JSON.createObjectNode();
  }

  private static ObjectNode control(String type) {
    return object().put("type", type);
  }

  private static ObjectNode welcome(ServerFrame.Welcome welcome) {
    ObjectNode json =
        control("welcome")
            .put("v", 1)
            .put("participant", welcome.session().participant().value())
            .put("resume", welcome.session().resume().unredacted())
            .put("resumed", welcome.session().resumed())
            .put("instance", welcome.session().instance())
            .put("ack", welcome.ack());
    json.set("ice", ice(welcome.ice()));
    json.put("graceMillis", welcome.grace().toMillis());
    json.set("limits", limits(welcome.limits()));
    welcome
        .snapshot()
        .ifPresent(snapshot -> {
          json.put("snapshotSeq", snapshot.seq());
          snapshot.call().ifPresent(view -> json.set("snapshot", view(view)));
        });
    return json;
  }

  private static ObjectNode envelope(ServerFrame.Envelope envelope) {
    ObjectNode json = object().put("seq", envelope.seq()).put("ack", envelope.ack());
    envelope.re().ifPresent(re -> json.put("re", re));
    switch (envelope.message()) {
      case ServerMessage.CallCreated created -> callCreated(body(json, "callCreated"), created);
      case ServerMessage.CallFound found -> callFound(body(json, "callFound"), found);
      case ServerMessage.CallJoined joined ->
          json.put("type", "callJoined").set("body", view(joined.view()));
      case ServerMessage.JoinPending pending ->
          body(json, "joinPending").put("call", pending.call().value());
      case ServerMessage.Knocked(Knocker knocker) -> knocker(body(json, "knocked"), knocker);
      case ServerMessage.KnockEnded(ParticipantId participant) ->
          body(json, "knockEnded").put("participant", participant.value());
      case ServerMessage.Muted muted ->
          body(json, "muted").put("by", muted.by().value()).put("what", muted.what().wire());
      case ServerMessage.Removed removed ->
          body(json, "removed")
              .put("call", removed.call().value())
              .put("blocked", removed.blocked());
      case ServerMessage.CallUpdated updated ->
          body(json, "callUpdated")
              .put("call", updated.call().value())
              .put("locked", updated.locked());
      case ServerMessage.ParticipantJoined joined ->
          body(json, "participantJoined").set("participant", participant(joined.participant()));
      case ServerMessage.ParticipantUpdated updated ->
          body(json, "participantUpdated").set("participant", participant(updated.participant()));
      case ServerMessage.ParticipantLeft left ->
          body(json, "participantLeft")
              .put("participant", left.participant().value())
              .put("reason", left.reason().wire());
      case ServerMessage.CallEnded ended ->
          body(json, "callEnded")
              .put("call", ended.call().value())
              .put("reason", ended.reason().wire());
      case ServerMessage.IceServers servers ->
          json.put("type", "iceServers").set("body", ice(servers.config()));
      case ServerMessage.CallOpened opened ->
          body(json, "callOpened").put("call", opened.call().value());
      case ServerMessage.ErrorAnswer error -> error(body(json, "error"), error);
      case ServerMessage.SignalFrom(ParticipantId from, Signal signal) ->
          json.put("type", signal.kind().wire())
              .put("from", from.value())
              .putRawValue("body", new RawValue(signal.body()));
    }
    return json;
  }

  private static ObjectNode body(ObjectNode envelope, String type) {
    return envelope.put("type", type).putObject("body");
  }

  private static void callCreated(ObjectNode body, ServerMessage.CallCreated created) {
    body.put("call", created.call().value()).put("hostKey", created.hostKey().unredacted());
    if (created.guestKey().isPresent() || created.viewerKey().isPresent()) {
      ObjectNode links = body.putObject("links");
      created.guestKey().ifPresent(key -> links.put("guest", key.unredacted()));
      created.viewerKey().ifPresent(key -> links.put("viewer", key.unredacted()));
    }
  }

  private static void error(ObjectNode body, ServerMessage.ErrorAnswer error) {
    body.put("code", error.code().wire()).put("message", error.message());
    if (!error.details().isEmpty()) {
      ObjectNode details = body.putObject("details");
      error.details().forEach(details::put);
    }
  }

  private static void callFound(ObjectNode body, ServerMessage.CallFound found) {
    body.put("call", found.call().value());
    found.title().ifPresent(title -> body.put("title", title));
    ArrayNode inside = body.putArray("participants");
    found.names().forEach(name -> inside.addObject().put("name", name));
    body.put("full", found.full()).put("state", found.state().wire());
    found
        .time()
        .ifPresent(time ->
            body.put("startsAt", time.startsAt().toString())
                .put("startsInSeconds", secondsUp(time.left()))
                .put("zone", time.zone().getId())
                .put("lengthMinutes", time.length().toMinutes()));
    body.put("passphrase", found.passphrase()).put("lobby", found.lobby());
  }

  private static long secondsUp(Duration left) {
    return Math.max(0, left.plusMillis(999).toSeconds());
  }

  private static ObjectNode view(CallView view) {
    ObjectNode json = object().put("call", view.call().value());
    view.title().ifPresent(title -> json.put("title", title));
    json.put("you", view.you().value()).put("role", view.role().wire());
    participants(json.putArray("participants"), view.participants());
    if (view.locked()) {
      json.put("locked", true);
    }
    if (!view.knockers().isEmpty()) {
      ArrayNode waiting = json.putArray("waiting");
      view.knockers().forEach(knocker -> knocker(waiting.addObject(), knocker));
    }
    return json;
  }

  private static void knocker(ObjectNode json, Knocker knocker) {
    json.put("participant", knocker.id().value()).put("name", knocker.name());
  }

  private static void participants(ArrayNode array, List<Participant> participants) {
    participants.forEach(participant -> array.add(participant(participant)));
  }

  private static ObjectNode participant(Participant participant) {
    ObjectNode json = object().put("id", participant.id().value()).put("name", participant.name());
    json.set("media", media(participant.media()));
    json.put("role", participant.role().wire()).put("connected", participant.connected());
    if (!participant.stopped().isEmpty()) {
      ArrayNode stopped = json.putArray("stopped");
      participant.stopped().stream().sorted().forEach(what -> stopped.add(what.wire()));
    }
    return json;
  }

  private static ObjectNode media(Media media) {
    return object().put("audio", media.audio()).put("video", media.video());
  }

  private static ObjectNode ice(IceConfig config) {
    ObjectNode json = object();
    ArrayNode servers = json.putArray("iceServers");
    config
        .iceServers()
        .forEach(server -> {
          ObjectNode entry = servers.addObject();
          ArrayNode urls = entry.putArray("urls");
          server.urls().forEach(urls::add);
          server.username().ifPresent(username -> entry.put("username", username));
          server.credential().ifPresent(credential -> entry.put("credential", credential));
        });
    return json.put("expiresAt", config.expiresAt().toString());
  }

  private static ObjectNode limits(Limits limits) {
    return object()
        .put("messageBytes", limits.messageBytes())
        .put("participantsPerCall", limits.participantsPerCall())
        .put("nameLength", limits.nameLength());
  }
}
