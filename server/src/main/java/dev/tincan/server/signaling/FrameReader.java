package dev.tincan.server.signaling;

import dev.tincan.calls.call.Admission;
import dev.tincan.calls.call.Media;
import dev.tincan.calls.call.MediaKind;
import dev.tincan.calls.call.Passphrase;
import dev.tincan.calls.call.Plan;
import dev.tincan.calls.call.Recurrence;
import dev.tincan.calls.call.Role;
import dev.tincan.calls.call.Schedule;
import dev.tincan.calls.message.ClientFrame;
import dev.tincan.calls.message.ClientMessage;
import dev.tincan.calls.message.ClientMessage.HostAct;
import dev.tincan.calls.message.Signal;
import dev.tincan.calls.session.ParticipantId;
import dev.tincan.calls.session.ResumeToken;
import dev.tincan.calls.session.Secret;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.io.JsonStringEncoder;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// Text of a WebSocket frame -> [ClientFrame]. Checks presence, type and length of every member
/// (docs/protocol.md §5); what a message means is the core's business. Immutable.
final class FrameReader {
  private static final int NESTING_MAX = 8;
  private static final int TITLE_MAX = 100;
  private static final int NAME_MAX = 60;
  private static final int CALL_MAX = 200;
  private static final int ID_MAX = 64;
  private static final int SDP_MAX = 60_000;
  private static final int CANDIDATE_MAX = 2_000;
  private static final int USERNAME_FRAGMENT_MAX = 256;
  private static final int PASSPHRASE_MAX = Passphrase.LENGTH_MAX;
  private static final int RECURRENCE_MAX = 200;
  private static final long LENGTH_MINUTES_MAX = 24 * 60;
  private static final Duration LENGTH_USUAL = Duration.ofHours(1);
  private static final long LINGERING_SECONDS_MAX = 24 * 60 * 60;
  private static final long LENGTH_MAX_MINUTES_MAX = 7 * 24 * 60;
  private static final Instant EARLIEST_START = Instant.parse("2000-01-01T00:00:00Z");
  private static final Instant LATEST_START = Instant.parse("2200-01-01T00:00:00Z");

  private static final ObjectReader JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(NESTING_MAX).build())
                  .build())
          .build()
          .reader();

  /// A frame that breaks the protocol itself: the connection ends [S2].
  static final class BrokenFrame extends Exception {
    private static final long serialVersionUID = 1;

    BrokenFrame(String message) {
      super(message, null, false, false);
    }
  }

  /// A body that lacks something: the envelope counts and is answered `message.invalid`.
  private static final class BadMember extends RuntimeException {
    private static final long serialVersionUID = 1;

    BadMember(String message) {
      super(message, null, false, false);
    }
  }

  /// @throws BrokenFrame when it is no frame at all
  ClientFrame read(String text) throws BrokenFrame {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return read(utf8, 0, utf8.length);
  }

  /// @param utf8 is not kept
  /// @throws BrokenFrame when it is no frame at all
  ClientFrame read(byte[] utf8, int offset, int length) throws BrokenFrame {
    try (JsonParser json = JSON.createParser(utf8, offset, length)) {
      if (json.nextToken() == null) {
        throw new BrokenFrame("The frame is empty.");
      }
      JsonNode frame = value(json, utf8, offset);
      if (json.nextToken() != null) {
        throw new BrokenFrame("A message is one frame.");
      }
      return frame(frame);
    } catch (JacksonException notJson) {
      throw new BrokenFrame("The frame is not JSON.");
    }
  }

  /// The frames of a batch.
  ///
  /// @param frameMax longest frame, in bytes
  /// @throws BrokenFrame when one of them is none
  List<ClientFrame> readBatch(String text, int frameMax) throws BrokenFrame {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    try (JsonParser json = JSON.createParser(utf8)) {
      if (json.nextToken() != JsonToken.START_ARRAY) {
        throw new BrokenFrame("A batch is an array of frames.");
      }
      var frames = new ArrayList<ClientFrame>();
      while (json.nextToken() != JsonToken.END_ARRAY) {
        long start = json.currentTokenLocation().getByteOffset();
        JsonNode frame = value(json, utf8, 0);
        if (json.currentLocation().getByteOffset() - start > frameMax) {
          throw new BrokenFrame("A frame has at most " + frameMax + " bytes.");
        }
        frames.add(frame(frame));
      }
      return frames;
    } catch (JacksonException notJson) {
      throw new BrokenFrame("The batch is not JSON.");
    }
  }

  /// The tree of a value. An `sdp` in it is the text as it is written in JSON, with its quotes: it
  /// is most of what there is to read, and only passed on.
  private static JsonNode value(JsonParser json, byte[] utf8, int offset) {
    return switch (json.currentToken()) {
      case START_OBJECT -> object(json, utf8, offset);
      case VALUE_STRING -> StringNode.valueOf(json.getString());
      default -> json.readValueAsTree();
    };
  }

  private static ObjectNode object(JsonParser json, byte[] utf8, int offset) {
    ObjectNode object = JSON.createObjectNode();
    String name = json.nextName();
    while (name != null) {
      if (json.nextToken() == JsonToken.VALUE_STRING && name.equals("sdp")) {
        int start = offset + (int) json.currentTokenLocation().getByteOffset();
        name = json.nextName();
        int end = offset + (int) json.currentTokenLocation().getByteOffset();
        while (utf8[end - 1] != '"') {
          end--;
        }
        object.put("sdp", new String(utf8, start, end - start, StandardCharsets.UTF_8));
      } else {
        object.set(name, value(json, utf8, offset));
        name = json.nextName();
      }
    }
    return object;
  }

  private static ClientFrame frame(JsonNode frame) throws BrokenFrame {
    if (!frame.isObject() || !frame.path("type").isString()) {
      throw new BrokenFrame("A frame is an object with a type.");
    }
    try {
      return switch (frame.path("type").stringValue()) {
        case "hello" -> hello(frame);
        case "bye" -> new ClientFrame.Bye();
        case "detach" -> detach(frame);
        case "ack" -> new ClientFrame.Ack(number(frame, "ack"));
        case "ping" -> new ClientFrame.Ping();
        case "pong" -> new ClientFrame.Pong();
        case String type -> envelope(frame, type);
      };
    } catch (BadMember | IllegalArgumentException bad) {
      throw new BrokenFrame(String.valueOf(bad.getMessage()));
    }
  }

  private static ClientFrame hello(JsonNode frame) {
    Optional<ResumeToken> token =
        optionalText(frame, "resume", SDP_MAX).flatMap(ResumeToken::parse);
    long lastSeq = count(frame, "lastSeq");
    long acked = count(frame, "acked");
    long attempt = count(frame, "attempt");
    return new ClientFrame.Hello(
        (int) Math.min(number(frame, "v"), Integer.MAX_VALUE),
        token.map(known -> new ClientFrame.Resume(known, lastSeq, acked)),
        optionalText(frame, "page", ID_MAX).map(page -> new ClientFrame.Attempt(page, attempt)));
  }

  private static ClientFrame detach(JsonNode frame) {
    return switch (text(frame, "why", ID_MAX)) {
      case "unload" -> new ClientFrame.Detach(ClientFrame.Detach.Why.UNLOAD);
      case "idle" -> new ClientFrame.Detach(ClientFrame.Detach.Why.IDLE);
      default -> throw new BadMember("why must be unload or idle");
    };
  }

  /// A number that is 0 when nothing is said of it.
  private static long count(JsonNode frame, String member) {
    return frame.has(member) ? number(frame, member) : 0;
  }

  private static ClientFrame envelope(JsonNode frame, String type) {
    long seq = number(frame, "seq");
    long ack = number(frame, "ack");
    Optional<String> id = optionalText(frame, "id", ID_MAX);
    ClientMessage message;
    try {
      JsonNode body = frame.path("body");
      message =
          body.isObject()
              ? message(type, frame, body)
              : new ClientMessage.Invalid("body must be an object");
    } catch (BadMember bad) {
      message = new ClientMessage.Invalid(String.valueOf(bad.getMessage()));
    }
    return new ClientFrame.Envelope(seq, ack, id, message);
  }

  private static ClientMessage message(String type, JsonNode frame, JsonNode body) {
    return switch (type) {
      case "createCall" ->
          new ClientMessage.CreateCall(
              plan(body), passphrase(optionalText(body, "passphrase", PASSPHRASE_MAX)));
      case "lookUpCall" -> new ClientMessage.LookUpCall(text(body, "call", CALL_MAX));
      case "joinCall" ->
          new ClientMessage.JoinCall(
              text(body, "call", CALL_MAX),
              text(body, "name", NAME_MAX),
              media(body.path("media")),
              optionalText(body, "key", CALL_MAX)
                  .map(text ->
                      Secret.parse(text)
                          .orElseThrow(() -> new BadMember("key must be the secret of a link"))),
              passphrase(optionalText(body, "passphrase", PASSPHRASE_MAX)));
      case "leaveCall" -> new ClientMessage.LeaveCall();
      case "updateParticipant" ->
          new ClientMessage.UpdateParticipant(
              body.has("name") ? Optional.of(text(body, "name", NAME_MAX)) : Optional.empty(),
              body.has("media") ? Optional.of(media(body.path("media"))) : Optional.empty(),
              body.has("share") && flag(body, "share"));
      case "endCall" -> new ClientMessage.EndCall();
      case "admit" -> new HostAct.Admit(participantOf(body));
      case "deny" -> new HostAct.Deny(participantOf(body));
      case "admitAll" -> new HostAct.AdmitAll();
      case "muteParticipant" -> new HostAct.Mute(participantOf(body), mediaKind(body));
      case "removeParticipant" -> new HostAct.Remove(participantOf(body), flag(body, "block"));
      case "lockCall" -> new HostAct.Lock(flag(body, "locked"));
      case "setRole" -> new HostAct.SetRole(participantOf(body), role(body));
      case "createOffer" -> signal(frame, Signal.Kind.CREATE_OFFER, description(body));
      case "createAnswer" -> signal(frame, Signal.Kind.CREATE_ANSWER, description(body));
      case "addIceCandidate" -> signal(frame, Signal.Kind.ADD_ICE_CANDIDATE, candidate(body));
      default ->
          new ClientMessage.Unknown(type.length() > ID_MAX ? type.substring(0, ID_MAX) : type);
    };
  }

  private static Plan plan(JsonNode body) {
    boolean invitedOnly = truth(body, "invitedOnly");
    return new Plan(
        optionalText(body, "title", TITLE_MAX).filter(title -> !title.isBlank()),
        schedule(body),
        new Admission(truth(body, "lobby"), invitedOnly, Optional.empty()),
        timespan(body, "lingeringSeconds", ChronoUnit.SECONDS, LINGERING_SECONDS_MAX),
        timespan(body, "lengthMaxMinutes", ChronoUnit.MINUTES, LENGTH_MAX_MINUTES_MAX));
  }

  private static Optional<Schedule> schedule(JsonNode body) {
    Optional<String> startsAt = optionalText(body, "startsAt", ID_MAX);
    if (startsAt.isEmpty()) {
      return Optional.empty();
    }
    Instant start;
    ZoneId zone;
    try {
      start = Instant.parse(startsAt.get());
      zone = ZoneId.of(optionalText(body, "zone", ID_MAX).orElse("UTC"));
    } catch (DateTimeException unknown) {
      throw new BadMember(
          "startsAt must be an instant such as 2026-11-23T09:00:00Z, zone one such as Europe/Berlin");
    }
    if (start.isBefore(EARLIEST_START) || start.isAfter(LATEST_START)) {
      throw new BadMember("startsAt must be a year from 2000 to 2200");
    }
    Duration length =
        timespan(body, "lengthMinutes", ChronoUnit.MINUTES, LENGTH_MINUTES_MAX)
            .orElse(LENGTH_USUAL);
    Optional<Recurrence> recurrence =
        optionalText(body, "recurrence", RECURRENCE_MAX)
            .map(rule ->
                Recurrence.parse(rule)
                    .orElseThrow(() -> new BadMember("recurrence must be an RRULE that is known")));
    return Optional.of(new Schedule(start, zone, length, recurrence));
  }

  private static Optional<Passphrase> passphrase(Optional<String> text) {
    return text.filter(said -> !said.isBlank())
        .map(said ->
            Passphrase.parse(said).orElseThrow(() -> new BadMember("passphrase is too long")));
  }

  private static Optional<Duration> timespan(
      JsonNode body, String member, ChronoUnit unit, long max) {
    if (absent(body.path(member))) {
      return Optional.empty();
    }
    long count = number(body, member);
    if (count < 1 || count > max) {
      throw new BadMember(member + " must be from 1 to " + max);
    }
    return Optional.of(Duration.of(count, unit));
  }

  private static boolean truth(JsonNode body, String member) {
    JsonNode node = body.path(member);
    if (!absent(node) && !node.isBoolean()) {
      throw new BadMember(member + " must be true or false");
    }
    return node.isBoolean() && node.booleanValue();
  }

  private static ClientMessage signal(JsonNode frame, Signal.Kind kind, String body) {
    ParticipantId to =
        ParticipantId.parse(text(frame, "to", ID_MAX))
            .orElseThrow(() -> new BadMember("to must be a participant id"));
    return new ClientMessage.SignalTo(to, new Signal(kind, body));
  }

  /// The body as it is passed on, without what else the client wrote into it.
  private static String description(JsonNode body) {
    JsonNode sdp = body.path("sdp");
    String written = sdp.isString() ? sdp.stringValue() : "null";
    if (!isUsual(written)) {
      JsonNode read = JSON.createObjectNode().set("sdp", JSON.readTree(written));
      written = quoted(text(read, "sdp", SDP_MAX));
    }
    String offerId = quoted(text(body, "offerId", ID_MAX));
    return "{\"sdp\":" + written + ",\"offerId\":" + offerId + "}";
  }

  /// A written text that need not be read to know that it is neither empty nor too long, and that
  /// whoever looks for candidates finds them.
  private static boolean isUsual(String written) {
    return written.startsWith("\"v=0") && written.length() <= SDP_MAX && !written.contains("\\u");
  }

  private static String quoted(String text) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsCharArray(text)) + '"';
  }

  /// The body as it is passed on, without what else the client wrote into it.
  private static String candidate(JsonNode body) {
    JsonNode index = body.path("sdpMLineIndex");
    if (!absent(index) && !(index.isInt() && index.intValue() >= 0)) {
      throw new BadMember("sdpMLineIndex must be a number from 0, or null");
    }
    JsonNode candidate = body.path("candidate");
    if (!candidate.isString() || candidate.stringValue().length() > CANDIDATE_MAX) {
      throw new BadMember("candidate must be a text of at most " + CANDIDATE_MAX + " characters");
    }
    return JSON.createObjectNode()
        .put("candidate", candidate.stringValue())
        .put("sdpMid", optionalText(body, "sdpMid", ID_MAX).orElse(null))
        .put("sdpMLineIndex", absent(index) ? null : (Integer) index.intValue())
        .put(
            "usernameFragment",
            optionalText(body, "usernameFragment", USERNAME_FRAGMENT_MAX).orElse(null))
        .toString();
  }

  private static Media media(JsonNode media) {
    if (!media.path("audio").isBoolean() || !media.path("video").isBoolean()) {
      throw new BadMember("media must have audio and video, each true or false");
    }
    return new Media(media.path("audio").booleanValue(), media.path("video").booleanValue());
  }

  private static ParticipantId participantOf(JsonNode body) {
    return ParticipantId.parse(text(body, "participant", ID_MAX))
        .orElseThrow(() -> new BadMember("participant must be a participant id"));
  }

  private static MediaKind mediaKind(JsonNode body) {
    String what = text(body, "what", ID_MAX);
    return Stream.of(MediaKind.values())
        .filter(kind -> kind.wire().equals(what))
        .findFirst()
        .orElseThrow(() -> new BadMember("what must be audio, video or share"));
  }

  private static Role role(JsonNode body) {
    String role = text(body, "role", ID_MAX);
    return Stream.of(Role.values())
        .filter(known -> known.wire().equals(role))
        .findFirst()
        .orElseThrow(() -> new BadMember("role must be host, guest or viewer"));
  }

  private static boolean flag(JsonNode body, String member) {
    if (!body.path(member).isBoolean()) {
      throw new BadMember(member + " must be true or false");
    }
    return body.path(member).booleanValue();
  }

  private static boolean absent(JsonNode node) {
    return node.isMissingNode() || node.isNull();
  }

  private static long number(JsonNode object, String member) {
    JsonNode node = object.path(member);
    if (!node.isIntegralNumber() || !node.canConvertToLong() || node.longValue() < 0) {
      throw new BadMember(member + " must be a whole number from 0");
    }
    return node.longValue();
  }

  private static String text(JsonNode object, String member, int max) {
    return optionalText(object, member, max)
        .filter(text -> !text.isBlank())
        .orElseThrow(
            () -> new BadMember(member + " must be a text of 1 to " + max + " characters"));
  }

  private static Optional<String> optionalText(JsonNode object, String member, int max) {
    JsonNode node = object.path(member);
    if (absent(node)) {
      return Optional.empty();
    }
    if (!node.isString() || node.stringValue().length() > max) {
      throw new BadMember(member + " must be a text of at most " + max + " characters");
    }
    return Optional.of(node.stringValue());
  }
}
