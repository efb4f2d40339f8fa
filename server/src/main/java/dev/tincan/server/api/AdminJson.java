package dev.tincan.server.api;

import dev.tincan.calls.CallCounts;
import dev.tincan.calls.CallOverview;
import dev.tincan.calls.call.CallId;
import dev.tincan.calls.call.CallName;
import dev.tincan.server.auth.Scope;
import dev.tincan.server.ops.ErrorNotes;
import dev.tincan.server.ops.RelayWatch.Flow;
import dev.tincan.server.ops.Sample;
import dev.tincan.server.store.ApiKeyStore.StoredKey;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What the administrator is shown, as JSON.
final class AdminJson {
  /// Of a call's id, enough to tell calls apart and far too little to join one.
  private static final int SHOWN_LETTERS = 4;

  private AdminJson() {}

  static ObjectNode counts(CallCounts.Present present) {
    ObjectNode json = JsonMapper.shared().createObjectNode();
    json.putObject("calls")
        .put("scheduled", present.calls().scheduled())
        .put("open", present.calls().open())
        .put("waiting", present.calls().waiting())
        .put("live", present.calls().live())
        .put("lingering", present.calls().lingering());
    return json.put("participants", present.participants())
        .put("sessions", present.sessions())
        .put("connections", present.connections());
  }

  /// @param flows of everybody
  static ArrayNode calls(
      List<CallOverview> calls, List<Flow> flows, AdminDesk desk, CallHandles handles) {
    Map<String, List<Flow>> byName = flows.stream().collect(Collectors.groupingBy(Flow::name));
    ArrayNode json = JsonMapper.shared().createArrayNode();
    for (CallOverview call : calls) {
      ObjectNode it = json.addObject();
      it.put("handle", handles.of(call.ref()));
      switch (call.ref()) {
        case CallId id ->
            it.put("idEnd", id.value().substring(id.value().length() - SHOWN_LETTERS));
        case CallName _ -> {}
      }
      call.title().ifPresent(title -> it.put("title", title));
      call.createdAt().ifPresent(at -> it.put("createdAt", at.toString()));
      it.put("state", call.state().wire());
      it.put("draining", call.draining());
      ArrayNode people = it.putArray("participants");
      for (CallOverview.Inside inside : call.inside()) {
        ObjectNode person = people.addObject();
        person.put("name", inside.participant().name());
        person.put("connected", inside.participant().connected());
        ArrayNode allocations = person.putArray("allocations");
        byName.getOrDefault(desk.allocatedAs(inside), List.of()).stream()
            .map(AdminJson::flow)
            .forEach(allocations::add);
      }
    }
    return json;
  }

  private static ObjectNode flow(Flow flow) {
    ObjectNode json = JsonMapper.shared().createObjectNode().put("transport", flow.transport());
    flow.bitsPerSecond().ifPresent(rate -> json.put("bitsPerSecond", rate));
    return json;
  }

  /// Allocations of others: credentials made by hand, and people who are no longer in a call.
  static ObjectNode relay(List<CallOverview> calls, List<Flow> flows, AdminDesk desk) {
    Set<String> inside = new HashSet<>();
    calls.forEach(call -> call.inside().forEach(it -> inside.add(desk.allocatedAs(it))));
    Map<String, Integer> byTransport = new TreeMap<>();
    long bitsPerSecond = 0;
    int others = 0;
    for (Flow flow : flows) {
      byTransport.merge(flow.transport(), 1, Integer::sum);
      bitsPerSecond += flow.bitsPerSecond().orElse(0);
      if (!inside.contains(flow.name())) {
        others++;
      }
    }
    ObjectNode json = JsonMapper.shared().createObjectNode();
    json.set("allocations", transports(byTransport));
    return json.put("otherAllocations", others).put("bitsPerSecond", bitsPerSecond);
  }

  static ArrayNode errors(List<ErrorNotes.Note> notes) {
    ArrayNode json = JsonMapper.shared().createArrayNode();
    for (ErrorNotes.Note note : notes) {
      json.addObject()
          .put("at", note.at().toString())
          .put("source", note.source())
          .put("text", note.text())
          .put("count", note.count());
    }
    return json;
  }

  static ArrayNode samples(List<Sample> samples) {
    ArrayNode json = JsonMapper.shared().createArrayNode();
    for (Sample sample : samples) {
      ObjectNode it = json.addObject();
      it.put("at", sample.at().toString());
      it.put("calls", sample.calls());
      it.put("participants", sample.participants());
      it.set("allocations", transports(sample.allocations()));
      it.put("bitsPerSecond", sample.bitsPerSecond());
    }
    return json;
  }

  private static ObjectNode transports(Map<String, Integer> counts) {
    return JsonMapper.shared()
        .createObjectNode()
        .put("udp", counts.getOrDefault("udp", 0))
        .put("tcp", counts.getOrDefault("tcp", 0))
        .put("tls", counts.getOrDefault("tls", 0));
  }

  static ObjectNode key(StoredKey key) {
    ObjectNode json =
        JsonMapper.shared()
            .createObjectNode()
            .put("id", key.id())
            .put("name", key.name())
            .put("admin", key.scopes().contains(Scope.ADMIN))
            .put("createdAt", key.createdAt().toString());
    key.revokedAt().ifPresent(at -> json.put("revokedAt", at.toString()));
    return json;
  }
}
