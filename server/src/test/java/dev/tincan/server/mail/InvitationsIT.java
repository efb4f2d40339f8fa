package dev.tincan.server.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import biweekly.Biweekly;
import biweekly.ICalendar;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.tincan.calls.call.Admission;
import dev.tincan.calls.call.CallId;
import dev.tincan.calls.call.CallState;
import dev.tincan.calls.call.EndReason;
import dev.tincan.calls.call.HostKey;
import dev.tincan.calls.call.JoinLink;
import dev.tincan.calls.call.Plan;
import dev.tincan.calls.call.Recurrence;
import dev.tincan.calls.call.Role;
import dev.tincan.calls.call.Schedule;
import dev.tincan.calls.call.StoredCall;
import dev.tincan.server.TincanServer;
import dev.tincan.server.auth.ApiKey;
import dev.tincan.server.auth.Scope;
import dev.tincan.server.config.ServerConfig;
import dev.tincan.server.store.ApiKeyStore;
import dev.tincan.server.store.ApiKeyStore.StoredKey;
import dev.tincan.server.store.CallStore;
import dev.tincan.server.store.Database;
import dev.tincan.server.testing.TestConfig;
import jakarta.mail.BodyPart;
import jakarta.mail.Multipart;
import jakarta.mail.internet.MimeMessage;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Calendars and mails of a real server, which hands its mails to a real mail server.
class InvitationsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final CallId CALL = new CallId("abcd-efghij-klmn");
  private static final ZonedDateTime START =
      ZonedDateTime.parse("2027-03-22T09:30:00+01:00[Europe/Berlin]");

  private final SecureRandom random = new SecureRandom();
  private final HttpClient client = HttpClient.newHttpClient();
  private final HostKey hostKey = HostKey.random(random);
  private final HostKey guestKey = HostKey.random(random);
  private final ApiKey key = ApiKey.random(random);
  private final GreenMail mail = new GreenMail(new ServerSetup(0, "127.0.0.1", "smtp"));
  @TempDir private Path dataDir;
  private TincanServer server;

  @BeforeEach
  void start() {
    mail.start();
    withDatabase(database -> {
      new ApiKeyStore(database)
          .add(
              new StoredKey(
                  key.id(),
                  "tests",
                  key.secret().hash(),
                  EnumSet.of(Scope.CALLS_READ),
                  Instant.now(),
                  Optional.empty()));
      new CallStore(database).save(call(START, 1));
    });
    server = TincanServer.start(configWithMail());
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
    mail.stop();
  }

  @Test
  void whoIsInvitedHearsOfChangesAndOfTheEnd() throws Exception {
    HttpResponse<String> answer =
        invite(
            hostKey,
            "{\"to\":[\"ada@example.org\",\"grace@example.org\"],\"message\":\"Bring tea.\\nAnd cups.\"}");
    assertThat(answer.statusCode()).isEqualTo(202);
    await().atMost(PATIENCE).until(() -> mail.getReceivedMessages().length == 2);
    MimeMessage first = mail.getReceivedMessages()[0];
    assertThat(first.getSubject()).isEqualTo("Invitation: Choir \u2013 low voices");
    assertThat(first.getFrom()[0].toString()).isEqualTo("calls@example.org");
    assertThat(text(first))
        .contains("Bring tea.", "/c/" + CALL.value(), "Monday, 22 March 2027, 09:30")
        .doesNotContain(hostKey.unredacted());
    ICalendar invitation = calendar(first);
    assertThat(invitation.getMethod().getValue()).isEqualTo("REQUEST");
    assertThat(invitation.getEvents().getFirst().getSequence().getValue()).isZero();
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(states()).containsExactly("ada@example.org sent", "grace@example.org sent"));

    // The week after the clocks changed: same hour there, another one in UTC.
    withDatabase(database -> new CallStore(database).save(call(START.plusWeeks(1), 2)));
    await().atMost(PATIENCE).until(() -> mail.getReceivedMessages().length == 4);
    MimeMessage second = mail.getReceivedMessages()[3];
    assertThat(second.getSubject()).startsWith("Changed: ");
    ICalendar change = calendar(second);
    assertThat(change.getMethod().getValue()).isEqualTo("REQUEST");
    assertThat(change.getEvents().getFirst().getUid().getValue())
        .isEqualTo(invitation.getEvents().getFirst().getUid().getValue());
    assertThat(change.getEvents().getFirst().getSequence().getValue()).isEqualTo(1);
    assertThat(change.getEvents().getFirst().getDateStart().getValue().toInstant())
        .isEqualTo(Instant.parse("2027-03-29T07:30:00Z"));

    withDatabase(database ->
        new CallStore(database)
            .saveEnd(CALL, new CallState.Ended(EndReason.CANCELED, Instant.now())));
    await().atMost(PATIENCE).until(() -> mail.getReceivedMessages().length == 6);
    MimeMessage last = mail.getReceivedMessages()[5];
    assertThat(last.getSubject()).startsWith("Canceled: ");
    assertThat(calendar(last).getMethod().getValue()).isEqualTo("CANCEL");
    assertThat(calendar(last).getEvents().getFirst().getSequence().getValue()).isEqualTo(2);
    assertThat(read(get("/c/" + CALL.value() + "/calendar.ics")).getMethod().getValue())
        .isEqualTo("CANCEL");
    refused(invite(hostKey, "{\"to\":[\"ada@example.org\"]}"), 409, "call.ended");
  }

  @Test
  void whatTheMailServerDoesNotTakeIsToldAndTriedAgain() throws Exception {
    mail.stop();
    assertThat(invite(hostKey, "{\"to\":[\"ada@example.org\"]}").statusCode()).isEqualTo(202);
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(
                    json(get(invitations(), hostKey.unredacted()))
                        .path("invitations")
                        .get(0)
                        .path("problem")
                        .stringValue(""))
                .isEqualTo("The mail server cannot be reached."));
    assertThat(states()).containsExactly("ada@example.org waiting");
  }

  @Test
  void onlyWhoHasTheCallMayInvite() throws Exception {
    refused(invite(guestKey, "{\"to\":[\"ada@example.org\"]}"), 401, "key.invalid");
    refused(send(request(invitations()).build()), 401, "key.invalid");
    HostKey stranger = HostKey.random(random);
    refused(invite(stranger, "{\"to\":[\"ada@example.org\"]}"), 401, "key.invalid");
    assertThat(get(invitations(), key.unredacted()).statusCode()).isEqualTo(200);
    assertThat(mail.getReceivedMessages()).isEmpty();
  }

  @Test
  void aCallThatLetsInWhoHasAnOwnLinkMailsNobodyTheSharedOne() throws Exception {
    var invited = new Admission(false, true, Optional.empty());
    withDatabase(database -> new CallStore(database).save(call(START, 2, invited)));
    server.close();
    server = TincanServer.start(configWithMail());
    refused(invite(hostKey, "{\"to\":[\"ada@example.org\"]}"), 409, "invitations.need_links");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[]",
        "{\"to\":[]}",
        "{\"to\":\"ada@example.org\"}",
        "{\"to\":[\"ada\"]}",
        "{\"to\":[\"ada@example.org\\r\\nBcc: all@example.org\"]}",
        "{\"to\":[\"Ada <ada@example.org>\"]}",
        "{\"to\":[7]}",
        "{\"to\":[\"ada@example.org\"],\"message\":7}",
        "{\"to\":[\"ada@example.org\"],\"cc\":[]}"
      })
  void aBodyThatIsNoneIsRefused(String body) throws Exception {
    refused(invite(hostKey, body), 400, "request.invalid");
  }

  @Test
  void fewMailsGoOutInAnHourForOneWhoHasNoKeyOfTheServer() throws Exception {
    assertThat(invite(hostKey, list(0, 49)).statusCode()).isEqualTo(202);
    HttpResponse<String> answer = invite(hostKey, list(49, 52));
    refused(answer, 429, "rate_limited");
    assertThat(answer.headers().firstValueAsLong("Retry-After").orElseThrow()).isPositive();
    assertThat(invite(hostKey, list(49, 50)).statusCode()).isEqualTo(202);
  }

  @Test
  void aServerWithoutMailSaysSo() throws Exception {
    server.close();
    server = TincanServer.start(TestConfig.of(dataDir));
    refused(get(invitations(), hostKey.unredacted()), 503, "mail.off");
    refused(invite(hostKey, "{\"to\":[\"ada@example.org\"]}"), 503, "mail.off");
  }

  @Test
  void theCalendarFileOfACallIsForWhoHasItsLink() throws Exception {
    HttpResponse<String> file = get("/c/" + CALL.value() + "/calendar.ics");
    assertThat(file.headers().firstValue("Content-Type")).contains("text/calendar; charset=utf-8");
    assertThat(read(file).getEvents().getFirst().getUrl().getValue())
        .isEqualTo("http://localhost:" + server.httpPort() + "/c/" + CALL.value());
    String same = "/api/v1/calls/" + CALL.value() + "/calendar.ics";
    assertThat(get(same, hostKey.unredacted()).statusCode()).isEqualTo(200);
    refused(send(request(same).build()), 401, "key.invalid");
    refused(get("/c/aaaa-bbbbbb-cccc/calendar.ics"), 404, "call.not_found");
    refused(get("/c/tea/calendar.ics"), 404, "call.not_found");
  }

  @Test
  void whoGuessesLinksIsSlowed() throws Exception {
    HttpResponse<String> answer = get("/c/aaaa-bbbbbb-cccc/calendar.ics");
    for (int i = 0; i < 60 && answer.statusCode() == 404; i++) {
      answer = get("/c/aaaa-bbbbbb-cccc/calendar.ics");
    }
    refused(answer, 429, "rate_limited");
  }

  @Test
  void theFeedOfAKeyHasItsCallsAndEndsWithIt() throws Exception {
    JsonNode address = json(get("/api/v1/calendar", key.unredacted()));
    URI feed = URI.create(address.path("feed").stringValue());
    assertThat(feed.getPath()).isEqualTo("/api/v1/calendar.ics");
    assertThat(feed.getQuery()).doesNotContain(key.secret().unredacted());
    HttpResponse<String> calls = send(HttpRequest.newBuilder(feed).build());
    assertThat(read(calls).getEvents()).hasSize(1);
    refused(get("/api/v1/calendar.ics"), 401, "key.invalid");
    refused(get("/api/v1/calendar.ics?token=" + key.id() + ".AAAA"), 401, "key.invalid");
    String token = feed.getQuery().substring("token=".length());
    refused(get("/api/v1/calls/" + CALL.value(), token), 401, "key.invalid");
    withDatabase(database -> new ApiKeyStore(database).revoke(key.id(), Instant.now()));
    refused(send(HttpRequest.newBuilder(feed).build()), 401, "key.invalid");
  }

  private StoredCall call(ZonedDateTime start, int revision) {
    return call(start, revision, Admission.OPEN);
  }

  private StoredCall call(ZonedDateTime start, int revision, Admission admission) {
    var schedule =
        new Schedule(
            start.toInstant(),
            start.getZone(),
            Duration.ofMinutes(45),
            Optional.of(new Recurrence("FREQ=WEEKLY;COUNT=4")));
    var plan =
        new Plan(
            Optional.of("Choir \u2013 low voices"),
            Optional.of(schedule),
            admission,
            Optional.empty(),
            Optional.empty());
    return new StoredCall(
        CALL,
        plan,
        List.of(link("host", Role.HOST, hostKey), link("guest", Role.GUEST, guestKey)),
        Optional.of(key.id()),
        Instant.parse("2026-10-01T08:00:00Z"),
        revision,
        false,
        Optional.empty());
  }

  private static JoinLink link(String id, Role role, HostKey secret) {
    Instant made = Instant.parse("2026-10-01T08:00:00Z");
    return new JoinLink(id, role, secret.hash(), Optional.empty(), made, Optional.empty());
  }

  private void withDatabase(Consumer<Database> act) {
    try (Database database = Database.open(dataDir)) {
      act.accept(database);
    }
  }

  private List<String> states() throws Exception {
    List<String> states = new ArrayList<>();
    json(get(invitations(), hostKey.unredacted()))
        .path("invitations")
        .forEach(one ->
            states.add(one.path("to").stringValue() + " " + one.path("state").stringValue()));
    return states;
  }

  private static String list(int from, int until) {
    var to = new StringBuilder();
    for (int i = from; i < until; i++) {
      to.append(i == from ? "" : ",").append("\"guest").append(i).append("@example.org\"");
    }
    return "{\"to\":[" + to + "]}";
  }

  private static String invitations() {
    return "/api/v1/calls/" + CALL.value() + "/invitations";
  }

  private HttpResponse<String> invite(HostKey bearer, String body) throws Exception {
    return send(
        request(invitations())
            .header("Authorization", "Bearer " + bearer.unredacted())
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build());
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send(request(path).build());
  }

  private HttpResponse<String> get(String path, String bearer) throws Exception {
    return send(request(path).header("Authorization", "Bearer " + bearer).build());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://localhost:" + server.httpPort() + path));
  }

  private HttpResponse<String> send(HttpRequest request) throws Exception {
    return client.send(request, BodyHandlers.ofString());
  }

  private static JsonNode json(HttpResponse<String> response) {
    return JsonMapper.shared().readTree(response.body());
  }

  private static void refused(HttpResponse<String> response, int status, String code) {
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(json(response).path("code").stringValue()).isEqualTo(code);
  }

  private static ICalendar read(HttpResponse<String> response) {
    assertThat(response.statusCode()).isEqualTo(200);
    return Biweekly.parse(response.body()).first();
  }

  private static BodyPart part(MimeMessage message, int index) throws Exception {
    var all = (Multipart) message.getContent();
    return ((Multipart) all.getBodyPart(0).getContent()).getBodyPart(index);
  }

  private static String text(MimeMessage message) throws Exception {
    return (String) part(message, 0).getContent();
  }

  private static ICalendar calendar(MimeMessage message) throws Exception {
    BodyPart part = part(message, 1);
    ICalendar calendar =
        Biweekly.parse(new String(part.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
            .first();
    assertThat(part.getContentType())
        .contains("text/calendar", "method=" + calendar.getMethod().getValue());
    return calendar;
  }

  private ServerConfig configWithMail() {
    return TestConfig.of(
        dataDir,
        "--smtp-url=smtp://127.0.0.1:" + mail.getSmtp().getPort(),
        "--mail-from=calls@example.org");
  }
}
