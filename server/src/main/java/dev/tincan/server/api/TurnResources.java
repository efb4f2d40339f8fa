package dev.tincan.server.api;

import io.helidon.webserver.http.ServerRequest;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `/turn-credentials`: the relay for clients of other programs.
final class TurnResources {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._@-]{1,64}");
  private static final String USUAL_NAME = "api";
  private static final int SECONDS_MIN = 60;
  private static final int SECONDS_MAX = 7 * 24 * 3600;
  private static final int SECONDS_USUAL = 3600;

  private final TurnDesk turn;

  TurnResources(TurnDesk turn) {
    this.turn = turn;
  }

  Answer create(ServerRequest request, byte[] body) throws Refused {
    Members members = Body.json(request, body, Set.of("name", "ttlSeconds"));
    String name = members.text("name", 64).orElse(USUAL_NAME);
    if (!NAME.matcher(name).matches()) {
      throw Members.wrong("'name' takes 1 to 64 letters, digits, or any of . _ @ -");
    }
    int seconds = members.number("ttlSeconds", SECONDS_MIN, SECONDS_MAX).orElse(SECONDS_USUAL);
    TurnDesk.Credentials minted =
        turn.mint(name, Duration.ofSeconds(seconds), request.requestedUri().host());
    ObjectNode json = JsonMapper.shared().createObjectNode();
    minted.urls().forEach(json.putArray("urls")::add);
    json.put("username", minted.username());
    json.put("credential", minted.credential());
    json.put("expiresAt", minted.expiresAt().toString());
    return Answer.json(201, json);
  }
}
