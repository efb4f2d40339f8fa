package dev.tincan.server.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tincan.server.TincanServer;
import dev.tincan.server.config.ServerConfig;
import dev.tincan.server.testing.Link;
import dev.tincan.server.testing.TestConfig;
import dev.tincan.server.testing.TurnClient;
import dev.tincan.stun.StunClass;
import dev.tincan.stun.auth.RestCredential;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Clients that do not keep to what the page offers, against a real server: whatever only hosts may
/// do is refused on the server, and tells nothing [S101].
class HostActsIT {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String NOBODY = "AAAAAAAAAAAAAAAAAAAAAA";

  @TempDir private Path dataDir;
  private TincanServer server;
  private final List<Person> people = new ArrayList<>();

  @BeforeEach
  void start() {
    server = TincanServer.start(config());
  }

  @AfterEach
  void stop() {
    people.forEach(Person::close);
    server.close();
  }

  private ServerConfig config() {
    return TestConfig.of(dataDir);
  }

  /// Every act of a host on somebody, as type and body.
  private static List<List<String>> acts(String whom) {
    String participant = "\"participant\":\"" + whom + "\"";
    return List.of(
        List.of("admit", "{" + participant + "}"),
        List.of("deny", "{" + participant + "}"),
        List.of("admitAll", "{}"),
        List.of("muteParticipant", "{" + participant + ",\"what\":\"audio\"}"),
        List.of("muteParticipant", "{" + participant + ",\"what\":\"video\"}"),
        List.of("muteParticipant", "{" + participant + ",\"what\":\"share\"}"),
        List.of("removeParticipant", "{" + participant + ",\"block\":false}"),
        List.of("removeParticipant", "{" + participant + ",\"block\":true}"),
        List.of("lockCall", "{\"locked\":true}"),
        List.of("setRole", "{" + participant + ",\"role\":\"host\"}"),
        List.of("setRole", "{" + participant + ",\"role\":\"guest\"}"),
        List.of("setRole", "{" + participant + ",\"role\":\"viewer\"}"),
        List.of("endCall", "{}"));
  }

  @Test
  void s101_everyActOfAHostIsRefusedToEverybodyElse() throws Exception {
    Person host = new Person();
    JsonNode call = host.create("{}");
    String id = text(call, "call");
    host.join(id, text(call, "hostKey"));
    Person guest = new Person();
    guest.join(id, "");
    Person viewer = new Person();
    viewer.join(id, text(call.path("links"), "viewer"));
    Person outsider = new Person();
    for (String whom : List.of(host.id, guest.id, viewer.id, outsider.id, NOBODY)) {
      for (List<String> act : acts(whom)) {
        assertThat(guest.refused(act)).as("guest: %s", act).isEqualTo("call.not_host");
        assertThat(viewer.refused(act)).as("viewer: %s", act).isEqualTo("call.not_host");
        assertThat(outsider.refused(act)).as("outsider: %s", act).isEqualTo("call.not_joined");
      }
    }
    assertThat(host.nothingSaidSinceBut("participantJoined")).isTrue();
  }

  @Test
  void s101_whoWasRemovedOrComesFromAnotherCallReachesNobody() throws Exception {
    Person host = new Person();
    JsonNode call = host.create("{\"lobby\":true}");
    String id = text(call, "call");
    host.join(id, text(call, "hostKey"));
    Person knocker = new Person();
    assertThat(type(knocker.asks("joinCall", joining(id, "")))).isEqualTo("joinPending");
    Person second = new Person();
    second.join(id, text(call, "hostKey"));
    host.says("removeParticipant", "{\"participant\":\"" + second.id + "\",\"block\":true}");
    assertThat(text(second.awaits("removed").path("body"), "call")).isEqualTo(id);
    JsonNode foreign = second.create("{}");
    for (List<String> act : acts(host.id)) {
      assertThat(second.refused(act)).as("removed: %s", act).isEqualTo("call.not_joined");
    }
    second.join(text(foreign, "call"), text(foreign, "hostKey"));
    for (String whom : List.of(host.id, knocker.id, NOBODY)) {
      for (List<String> act : acts(whom)) {
        if (act.getLast().contains(whom)) {
          assertThat(second.refused(act)).as("%s", act).isEqualTo("participant.not_found");
        }
      }
    }
    // Somebody of another call and nobody at all are the same to it.
    assertThat(second.errorText("admit", "{\"participant\":\"" + knocker.id + "\"}"))
        .isEqualTo(second.errorText("admit", "{\"participant\":\"" + NOBODY + "\"}"));
  }

  @Test
  void s102_whoKnocksIsToldNothingOfTheCall() throws Exception {
    Person host = new Person();
    JsonNode call = host.create("{\"lobby\":true}");
    String id = text(call, "call");
    host.join(id, text(call, "hostKey"));
    Person knocker = new Person();
    JsonNode found = knocker.asks("lookUpCall", "{\"call\":\"" + id + "\"}");
    assertThat(found.path("body").path("participants").size()).isZero();
    knocker.asks("joinCall", joining(id, ""));
    var offer = "{\"sdp\":\"v=0\",\"offerId\":\"1\"}";
    assertThat(text(knocker.asks("createOffer", offer, host.id).path("body"), "code"))
        .isEqualTo("participant.not_found");
    host.awaits("knocked");
    assertThat(knocker.heard.toString()).doesNotContain(host.id).doesNotContain("Somebody");
    host.says("admit", "{\"participant\":\"" + knocker.id + "\"}");
    JsonNode joined = knocker.awaits("callJoined");
    assertThat(text(joined.path("body").path("participants").get(0), "id")).isEqualTo(host.id);
  }

  @Test
  void s105_andS22_allocationsAreGoneWithinASecond() throws Exception {
    Person host = new Person();
    JsonNode call = host.create("{}");
    String id = text(call, "call");
    host.join(id, text(call, "hostKey"));
    Person ben = new Person();
    ben.join(id, "");
    Person cara = new Person();
    cara.join(id, "");
    try (TurnClient ofBen = ben.turn();
        TurnClient ofCara = cara.turn();
        TurnClient ofHost = host.turn()) {
      for (TurnClient client : List.of(ofBen, ofCara, ofHost)) {
        assertThat(client.allocate().stunClass()).isEqualTo(StunClass.SUCCESS);
      }
      host.says("removeParticipant", "{\"participant\":\"" + ben.id + "\",\"block\":false}");
      long removal = millisUntilGone(ofBen);
      assertThat(ofCara.refresh(600).stunClass()).isEqualTo(StunClass.SUCCESS);
      host.says("endCall", "{}");
      long end = Math.max(millisUntilGone(ofCara), millisUntilGone(ofHost));
      System.out.println(
          "allocations gone " + removal + " ms after removal, " + end + " ms after the end");
      assertThat(Math.max(removal, end)).isLessThan(1_000);
      Person late = new Person();
      assertThat(text(late.asks("joinCall", joining(id, "")).path("body"), "code"))
          .isEqualTo("call.ended");
    }
  }

  /// From now until the server knows the allocation, or its credentials, no longer.
  private static long millisUntilGone(TurnClient client) throws Exception {
    long start = System.nanoTime();
    while (client.refresh(600).stunClass() == StunClass.SUCCESS) {
      if (System.nanoTime() - start > Duration.ofSeconds(5).toNanos()) {
        throw new AssertionError("Still there after 5 s");
      }
    }
    return Duration.ofNanos(System.nanoTime() - start).toMillis();
  }

  private static String joining(String call, String key) {
    String with = key.isEmpty() ? "" : ",\"key\":\"" + key + "\"";
    return "{\"call\":\""
        + call
        + "\",\"name\":\"Somebody\",\"media\":{\"audio\":true,\"video\":true}"
        + with
        + "}";
  }

  private static String text(JsonNode object, String member) {
    return object.path(member).stringValue();
  }

  private static String type(JsonNode frame) {
    return text(frame, "type");
  }

  /// A raw client: it says whatever it likes.
  private final class Person {
    final TestCarrier carrier;
    final String id;
    final List<JsonNode> heard = new ArrayList<>();
    private final JsonNode welcome;
    private int seq;

    Person() throws Exception {
      carrier = TestCarrier.webSocket(server.httpPort(), "{\"type\":\"hello\",\"v\":1}");
      welcome = carrier.next();
      id = text(welcome, "participant");
      people.add(this);
    }

    JsonNode create(String body) throws Exception {
      return asks("createCall", body).path("body");
    }

    void join(String call, String key) throws Exception {
      assertThat(type(asks("joinCall", joining(call, key)))).isEqualTo("callJoined");
    }

    void says(String type, String body) throws Exception {
      send(type, body, "");
    }

    JsonNode asks(String type, String body) throws Exception {
      return asks(type, body, "");
    }

    JsonNode asks(String type, String body, String to) throws Exception {
      send(type, body, to);
      String re = "r" + seq;
      while (true) {
        JsonNode frame = next();
        if (re.equals(frame.path("re").asString(""))) {
          return frame;
        }
      }
    }

    String refused(List<String> act) throws Exception {
      JsonNode answer = asks(act.getFirst(), act.getLast());
      assertThat(type(answer)).as("%s", act).isEqualTo("error");
      return text(answer.path("body"), "code");
    }

    String errorText(String type, String body) throws Exception {
      return asks(type, body).path("body").toString();
    }

    /// The next of this type, or one that came while something else was waited for.
    JsonNode awaits(String type) throws Exception {
      for (JsonNode frame : heard) {
        if (type.equals(type(frame))) {
          return frame;
        }
      }
      while (true) {
        JsonNode frame = next();
        if (type.equals(type(frame))) {
          return frame;
        }
      }
    }

    boolean nothingSaidSinceBut(String type) throws Exception {
      // Its own answer is the last of what was said to it.
      asks("lookUpCall", "{\"call\":\"nobody-is-here\"}");
      return heard.stream()
          .map(HostActsIT::type)
          .allMatch(
              List.of(type, "callCreated", "callJoined", "callFound", "iceServers")::contains);
    }

    /// With the credentials of this session.
    TurnClient turn() throws Exception {
      JsonNode ice = welcome.path("ice").path("iceServers");
      for (JsonNode entry : ice) {
        if (entry.has("username")) {
          InetAddress local = InetAddress.getLoopbackAddress();
          Link link = Link.udp(local, new InetSocketAddress(local, server.turnPort()));
          return new TurnClient(
              link, new RestCredential(text(entry, "username"), text(entry, "credential")));
        }
      }
      throw new AssertionError("No credentials in " + ice);
    }

    void close() {
      carrier.close();
    }

    private void send(String type, String body, String to) throws Exception {
      seq++;
      ObjectNode frame = JSON.createObjectNode().put("seq", seq).put("ack", 0);
      frame.put("id", "r" + seq).put("type", type);
      if (!to.isEmpty()) {
        frame.put("to", to);
      }
      frame.set("body", JSON.readTree(body));
      carrier.send(frame.toString());
    }

    private JsonNode next() throws Exception {
      while (true) {
        JsonNode frame = carrier.next();
        if (frame.has("seq")) {
          heard.add(frame);
          return frame;
        }
      }
    }
  }
}
