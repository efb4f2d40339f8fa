package dev.tincan.server.api;

import dev.tincan.calls.call.JoinLink;
import dev.tincan.calls.call.Role;
import dev.tincan.calls.call.StoredCall;
import dev.tincan.calls.session.Secret;
import io.helidon.webserver.http.ServerRequest;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `/calls/{call}/links`: a link for each person, with the name and the role they come in with. Its
/// secret is told once, in the fragment of the link, which no server gets to see.
final class LinkResources {
  private static final int LINKS_PER_CALL_MAX = 200;
  private static final int NAME_MAX = 60;
  private static final int ID_LENGTH = 10;
  private static final int LETTERS = 26;

  private final CallDesk calls;
  private final SecureRandom random;
  private final InstantSource clock;

  LinkResources(CallDesk calls, SecureRandom random, InstantSource clock) {
    this.calls = calls;
    this.random = random;
    this.clock = clock;
  }

  Answer list(StoredCall call) {
    ObjectNode json = JsonMapper.shared().createObjectNode();
    ArrayNode links = json.putArray("links");
    call.links().stream().map(CallJson::link).forEach(links::add);
    return Answer.json(200, json);
  }

  Answer create(StoredCall call, ServerRequest request, byte[] body) throws Refused {
    Members members = Body.json(request, body, Set.of("role", "name", "expiresAt"));
    Instant now = clock.instant();
    Role role = role(members);
    Optional<String> name = members.text("name", NAME_MAX);
    Optional<Instant> expiresAt = members.instant("expiresAt");
    if (expiresAt.isPresent() && !expiresAt.get().isAfter(now)) {
      throw Members.wrong("'expiresAt' is over.");
    }
    if (call.links().size() >= LINKS_PER_CALL_MAX) {
      throw Problem.LINKS_FULL.refused(
          "A call has " + LINKS_PER_CALL_MAX + " links at most; delete some that nobody needs.");
    }
    Secret secret = Secret.random(random);
    var link = new JoinLink(id(), role, secret.hash(), name, now, expiresAt);
    CallResources.done(calls.addLink(call.id(), link));
    ObjectNode json = CallJson.link(link);
    json.put("link", link(CallJson.link(request, call.id()), role, secret));
    return Answer.json(201, json)
        .withLocation(CallsApi.PATH + "/calls/" + call.id().value() + "/links/" + link.id());
  }

  Answer delete(StoredCall call, ServerRequest request) throws Refused {
    Body.requireNone(Body.read(request));
    String id = request.path().pathParameters().first("link").orElse("");
    if (call.links().stream().noneMatch(link -> link.id().equals(id))) {
      throw Problem.LINK_NOT_FOUND.refused("The call has no link with this id.");
    }
    CallResources.done(calls.removeLink(call.id(), id));
    return Answer.empty(204);
  }

  private static Role role(Members members) throws Refused {
    String said = members.text("role", 10).orElse("");
    for (Role role : Role.values()) {
      if (role.wire().equals(said)) {
        return role;
      }
    }
    throw Members.wrong("'role' must be host, guest or viewer.");
  }

  /// @param call the link that anybody may have
  static String link(String call, Role role, Secret secret) {
    String fragment =
        switch (role) {
          case HOST -> "#host=";
          case GUEST -> "#guest=";
          case VIEWER -> "#view=";
        };
    return call + fragment + secret.unredacted();
  }

  private String id() {
    var id = new StringBuilder();
    for (int i = 0; i < ID_LENGTH; i++) {
      id.append((char) ('a' + random.nextInt(LETTERS)));
    }
    return id.toString();
  }
}
