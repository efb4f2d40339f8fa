package dev.tincan.server.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tincan.calls.call.CallId;
import dev.tincan.calls.call.CallRef;
import dev.tincan.calls.call.CallState;
import dev.tincan.calls.call.EndReason;
import dev.tincan.calls.call.HostKey;
import dev.tincan.calls.call.LeaveReason;
import dev.tincan.calls.call.Media;
import dev.tincan.calls.call.MediaKind;
import dev.tincan.calls.call.Participant;
import dev.tincan.calls.call.Role;
import dev.tincan.calls.message.CallView;
import dev.tincan.calls.message.ErrorCode;
import dev.tincan.calls.message.IceConfig;
import dev.tincan.calls.message.IceServer;
import dev.tincan.calls.message.Knocker;
import dev.tincan.calls.message.Limits;
import dev.tincan.calls.message.ServerFrame;
import dev.tincan.calls.message.ServerMessage;
import dev.tincan.calls.message.Signal;
import dev.tincan.calls.session.ParticipantId;
import dev.tincan.calls.session.ResumeToken;
import dev.tincan.calls.session.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/// What the server writes is, member by member, what the golden files say.
class ServerGoldenFilesTest {
  private static final Path EXAMPLES = Path.of("..", "protocol", "examples", "server");
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static final ParticipantId ANA = new ParticipantId("k3v9m2x7q4w8z1t6r5y0pa");
  private static final ParticipantId BEN = new ParticipantId("b7n2c5d8f1g4h6j9l0s3eq");
  private static final CallRef CALL = new CallId("mkqt-rwzbnv-hdpc");
  private static final Participant ANA_INSIDE =
      new Participant(ANA, "Ana", new Media(true, true), Role.HOST, true);
  private static final Participant BEN_INSIDE =
      new Participant(BEN, "Ben", new Media(true, false), Role.GUEST, true);
  private static final Secret VIEWER_KEY =
      new Secret("VmlldzNyS2V5T2ZUaGlzQ2FsbFdoaWNoSXNTZWNyZXQ");
  private static final String INSTANCE = "Zc3kQ9vT1mXwB7sR2nYpLg";
  private static final Limits LIMITS = new Limits(65_536, 16, 60);
  private static final IceConfig ICE =
      new IceConfig(
          List.of(
              new IceServer(List.of("stun:call.example:3478"), Optional.empty(), Optional.empty()),
              new IceServer(
                  List.of(
                      "turn:call.example:3478?transport=udp",
                      "turn:call.example:3478?transport=tcp"),
                  Optional.of("1795240800:call/" + ANA.value() + ".1"),
                  Optional.of("mJ1u3bC0o0m0m9cQe7y2oYV0nqE="))),
          Instant.parse("2026-11-21T10:00:00Z"));
  private static final String SDP =
      """
      {"sdp":"v=0\\r\\no=- 4611732 2 IN IP4 127.0.0.1\\r\\ns=-\\r\\nt=0 0\\r\\n","offerId":"1"}\
      """;
  private static final String CANDIDATE =
      """
      {"candidate":"candidate:1 1 udp 2122260223 198.51.100.7 50123 typ host generation 0 ufrag Xy7f",
       "sdpMid":"0","sdpMLineIndex":0,"usernameFragment":"Xy7f"}\
      """;

  private static final Map<String, ServerFrame> FRAMES = new TreeMap<>();

  static {
    FRAMES.put("ack", new ServerFrame.Ack(7));
    FRAMES.put("goingAway", new ServerFrame.GoingAway());
    FRAMES.put("ping", new ServerFrame.Ping());
    FRAMES.put("pong", new ServerFrame.Pong());
    FRAMES.put(
        "fatal",
        new ServerFrame.Fatal(ErrorCode.PROTOCOL_HELLO_EXPECTED, "The first frame must be hello."));
    FRAMES.put("welcome", welcome(false, 0, Optional.empty()));
    FRAMES.put(
        "welcome-snapshot",
        welcome(
            true,
            5,
            Optional.of(
                new ServerFrame.Snapshot(
                    300,
                    Optional.of(
                        new CallView(
                            CALL,
                            Optional.of("Monday"),
                            ANA,
                            Role.HOST,
                            List.of(ANA_INSIDE, BEN_INSIDE),
                            false,
                            List.of()))))));
    FRAMES.put(
        "callCreated",
        answer(
            1,
            1,
            "1",
            new ServerMessage.CallCreated(
                (CallId) CALL, hostKey(), Optional.empty(), Optional.of(VIEWER_KEY))));
    FRAMES.put(
        "callFound",
        answer(
            2,
            2,
            "2",
            new ServerMessage.CallFound(
                CALL,
                Optional.of("Monday"),
                List.of("Ana"),
                false,
                new CallState.Waiting(),
                Optional.of(
                    new ServerMessage.CallFound.Time(
                        Instant.parse("2026-11-21T09:00:00Z"),
                        ZoneId.of("Europe/Berlin"),
                        Duration.ofMinutes(45),
                        Duration.ofMillis(74_001))),
                true,
                false)));
    FRAMES.put("callOpened", told(13, 9, new ServerMessage.CallOpened(CALL)));
    FRAMES.put(
        "error-details",
        answer(
            14,
            9,
            "3",
            new ServerMessage.ErrorAnswer(
                ErrorCode.CALL_NOT_STARTED,
                "This call begins later.",
                Map.of("startsAt", "2026-11-21T09:00:00Z"))));
    FRAMES.put(
        "callJoined",
        answer(
            3,
            3,
            "3",
            new ServerMessage.CallJoined(
                new CallView(
                    CALL,
                    Optional.of("Monday"),
                    ANA,
                    Role.HOST,
                    List.of(BEN_INSIDE),
                    false,
                    List.of()))));
    FRAMES.put("createOffer", signal(4, 4, Signal.Kind.CREATE_OFFER, SDP));
    FRAMES.put("createAnswer", signal(5, 5, Signal.Kind.CREATE_ANSWER, SDP));
    FRAMES.put("addIceCandidate", signal(6, 6, Signal.Kind.ADD_ICE_CANDIDATE, CANDIDATE));
    FRAMES.put("participantJoined", told(7, 6, new ServerMessage.ParticipantJoined(BEN_INSIDE)));
    FRAMES.put(
        "participantUpdated",
        told(8, 6, new ServerMessage.ParticipantUpdated(BEN_INSIDE.withConnected(false))));
    FRAMES.put(
        "participantLeft", told(9, 6, new ServerMessage.ParticipantLeft(BEN, LeaveReason.LEFT)));
    FRAMES.put("callEnded", told(10, 9, new ServerMessage.CallEnded(CALL, EndReason.HOST)));
    FRAMES.put("joinPending", answer(13, 9, "3", new ServerMessage.JoinPending(CALL)));
    FRAMES.put("knocked", told(14, 9, new ServerMessage.Knocked(new Knocker(BEN, "Ben"))));
    FRAMES.put("knockEnded", told(15, 9, new ServerMessage.KnockEnded(BEN)));
    FRAMES.put("muted", told(16, 9, new ServerMessage.Muted(ANA, MediaKind.SHARE)));
    FRAMES.put("removed", told(17, 9, new ServerMessage.Removed(CALL, true)));
    FRAMES.put("callUpdated", told(18, 9, new ServerMessage.CallUpdated(CALL, true)));
    FRAMES.put("iceServers", told(11, 9, new ServerMessage.IceServers(ICE)));
    FRAMES.put(
        "error",
        answer(
            12,
            9,
            "2",
            new ServerMessage.ErrorAnswer(
                ErrorCode.CALL_NOT_FOUND, "There is no call with this id.")));
  }

  static Stream<String> names() {
    return FRAMES.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void whatIsWrittenIsTheGoldenFile(String name) throws IOException {
    String written = new FrameWriter().write(Objects.requireNonNull(FRAMES.get(name)));

    assertThat(JSON.readTree(written))
        .isEqualTo(JSON.readTree(Files.readString(EXAMPLES.resolve(name + ".json"))));
  }

  @Test
  void everyGoldenFileIsWrittenByATest() throws IOException {
    try (Stream<Path> files = Files.list(EXAMPLES)) {
      assertThat(
              files
                  .map(file -> file.getFileName().toString().replace(".json", ""))
                  .collect(Collectors.toSet()))
          .isEqualTo(FRAMES.keySet());
    }
  }

  private static ServerFrame welcome(
      boolean resumed, long ack, Optional<ServerFrame.Snapshot> snapshot) {
    ResumeToken token =
        ResumeToken.parse("cjR0WmJ2SzlXcExxTTN4TjdZZEhzVWdGMmtKYUNvRWk").orElseThrow();
    var grant = new ServerFrame.SessionGrant(ANA, token, resumed, INSTANCE);
    return new ServerFrame.Welcome(grant, ack, ICE, Duration.ofSeconds(20), LIMITS, snapshot);
  }

  private static HostKey hostKey() {
    return HostKey.parse("Zk9sQ2hVb1R4N3dLc0pXeWJ2R2ZNdDRuRHFBaEx1SWU").orElseThrow();
  }

  private static ServerFrame answer(long seq, long ack, String re, ServerMessage message) {
    return new ServerFrame.Envelope(seq, ack, Optional.of(re), message);
  }

  private static ServerFrame told(long seq, long ack, ServerMessage message) {
    return new ServerFrame.Envelope(seq, ack, Optional.empty(), message);
  }

  private static ServerFrame signal(long seq, long ack, Signal.Kind kind, String body) {
    return told(seq, ack, new ServerMessage.SignalFrom(BEN, new Signal(kind, body)));
  }
}
