package dev.tincan.server.api;

import dev.tincan.calls.CallSummary;
import dev.tincan.calls.call.CallId;
import dev.tincan.calls.call.JoinLink;
import dev.tincan.calls.call.Participant;
import dev.tincan.calls.call.Plan;
import dev.tincan.calls.call.Recurrence;
import dev.tincan.calls.call.StoredCall;
import io.helidon.webserver.http.ServerRequest;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Calls as the API tells of them; never a secret of theirs.
final class CallJson {
  private CallJson() {}

  static ObjectNode call(StoredCall call, Optional<CallSummary> now, ServerRequest request) {
    ObjectNode json = JsonMapper.shared().createObjectNode();
    json.put("id", call.id().value());
    json.put("revision", call.revision());
    json.put("state", state(now));
    plan(json, call.plan());
    json.put("createdAt", call.createdAt().toString());
    participants(json.putArray("participants"), now);
    call.ended()
        .ifPresent(ended ->
            json.put("endedAt", ended.at().toString()).put("endReason", ended.reason().wire()));
    json.put("link", link(request, call.id()));
    return json;
  }

  private static void plan(ObjectNode json, Plan plan) {
    plan.title().ifPresent(title -> json.put("title", title));
    plan.schedule()
        .ifPresent(schedule -> {
          json.put("startsAt", schedule.startsAt().toString());
          json.put("zone", schedule.zone().getId());
          json.put("lengthMinutes", schedule.length().toMinutes());
          schedule.recurrence().map(Recurrence::rule).ifPresent(it -> json.put("recurrence", it));
        });
    json.put("lobby", plan.admission().lobby());
    json.put("invitedOnly", plan.admission().invitedOnly());
    json.put("passphrase", plan.admission().passphrase().isPresent());
    plan.lingering().map(Duration::toSeconds).ifPresent(it -> json.put("lingeringSeconds", it));
    plan.lengthMax().map(Duration::toMinutes).ifPresent(it -> json.put("lengthMaxMinutes", it));
  }

  static void participants(ArrayNode array, Optional<CallSummary> now) {
    now.ifPresent(summary -> {
      for (Participant participant : summary.participants()) {
        array
            .addObject()
            .put("id", participant.id().value())
            .put("name", participant.name())
            .put("role", participant.role().wire())
            .put("connected", participant.connected());
      }
    });
  }

  static ObjectNode link(JoinLink link) {
    ObjectNode json = JsonMapper.shared().createObjectNode();
    json.put("id", link.id()).put("role", link.role().wire());
    link.name().ifPresent(name -> json.put("name", name));
    json.put("createdAt", link.createdAt().toString());
    link.expiresAt().ifPresent(at -> json.put("expiresAt", at.toString()));
    return json;
  }

  static String state(Optional<CallSummary> now) {
    return now.map(summary -> summary.state().wire()).orElse("ended");
  }

  /// Under the name by which the application reached the server.
  static String link(ServerRequest request, CallId call) {
    var uri = request.requestedUri();
    return uri.scheme() + "://" + uri.authority() + "/c/" + call.value();
  }
}
