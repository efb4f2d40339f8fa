package dev.tincan.server.api;

import dev.tincan.calls.CallSummary;
import dev.tincan.calls.call.CallId;
import dev.tincan.calls.call.NewCall;
import dev.tincan.calls.call.Passphrase;
import dev.tincan.calls.call.PassphraseHash;
import dev.tincan.calls.call.Plan;
import dev.tincan.calls.call.Role;
import dev.tincan.calls.call.StoredCall;
import dev.tincan.server.auth.Scope;
import dev.tincan.server.store.CallFilter;
import io.helidon.webserver.http.ServerRequest;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `/calls` and what is below it, but for the links.
final class CallResources {
  private static final List<String> MERGE_PATCH =
      List.of("application/merge-patch+json", "application/json");
  private static final Set<String> STATES =
      Set.of("scheduled", "open", "waiting", "live", "lingering", "ended");
  private static final int PAGE_USUAL = 50;
  private static final int PAGE_MAX = 100;

  /// Calls that are looked at for one page: of a state that few are in, a page may be short.
  private static final int LOOKED_AT_MAX = 2_000;

  private final CallDesk calls;
  private final Function<Passphrase, PassphraseHash> slowHash;
  private final InstantSource clock;

  CallResources(
      CallDesk calls, Function<Passphrase, PassphraseHash> slowHash, InstantSource clock) {
    this.calls = calls;
    this.slowHash = slowHash;
    this.clock = clock;
  }

  Answer create(Caller caller, ServerRequest request, byte[] body) throws Refused {
    Members members = Body.json(request, body, PlanMembers.NAMES);
    Plan plan =
        new PlanMembers(members, slowHash, clock.instant()).change(Plan.now(Optional.empty()));
    Optional<String> owner =
        caller.who() instanceof Caller.Key(String id, _) ? Optional.of(id) : Optional.empty();
    Optional<NewCall> created = calls.create(plan, owner);
    if (created.isEmpty()) {
      throw Problem.SERVER_FULL.refused("There are too many calls; try again later.");
    }
    StoredCall call = created.get().stored();
    ObjectNode json = describe(call, request);
    String tag = EntityTags.of(call, json.toString());
    // In the fragment, which no server and no log gets to see.
    String link = CallJson.link(request, call.id());
    NewCall made = created.get();
    json.put("hostLink", LinkResources.link(link, Role.HOST, made.hostKey().secret()));
    made.guestKey()
        .ifPresent(key -> json.put("guestLink", LinkResources.link(link, Role.GUEST, key)));
    made.viewerKey()
        .ifPresent(key -> json.put("viewerLink", LinkResources.link(link, Role.VIEWER, key)));
    return Answer.json(201, json).withTag(tag).withLocation(path(call.id()));
  }

  Answer get(StoredCall call, ServerRequest request) {
    ObjectNode json = describe(call, request);
    String tag = EntityTags.of(call, json.toString());
    return EntityTags.isKnown(request, tag)
        ? Answer.empty(304).withTag(tag)
        : Answer.json(200, json).withTag(tag);
  }

  Answer change(StoredCall call, ServerRequest request) throws Refused {
    EntityTags.requireMatch(request, call);
    Members members = Body.members(request, Body.read(request), MERGE_PATCH, PlanMembers.NAMES);
    Plan plan = new PlanMembers(members, slowHash, clock.instant()).change(call.plan());
    StoredCall changed = done(calls.change(call.id(), call.revision(), plan));
    ObjectNode json = describe(changed, request);
    return Answer.json(200, json).withTag(EntityTags.of(changed, json.toString()));
  }

  Answer cancel(StoredCall call, ServerRequest request) throws Refused {
    EntityTags.refuseOther(request, call);
    Body.requireNone(Body.read(request));
    if (!calls.cancel(call.id())) {
      throw over();
    }
    return Answer.empty(204);
  }

  Answer end(StoredCall call, byte[] body) throws Refused {
    Body.requireNone(body);
    if (!calls.end(call.id())) {
      throw over();
    }
    return Answer.empty(204);
  }

  Answer participants(StoredCall call) {
    ObjectNode json = JsonMapper.shared().createObjectNode();
    CallJson.participants(json.putArray("participants"), calls.now(call.id()));
    return Answer.json(200, json);
  }

  /// Those of the caller; an administrator's key sees all.
  Answer list(Caller caller, ServerRequest request) throws Refused {
    QueryParameters query =
        QueryParameters.of(request, Set.of("state", "from", "until", "limit", "cursor"));
    Optional<String> state = query.text("state");
    if (state.isPresent() && !STATES.contains(state.get())) {
      throw Members.wrong(
          "'state' must be one of scheduled, open, waiting, live, lingering and ended.");
    }
    Optional<String> owner =
        caller.who() instanceof Caller.Key(String id, var scopes) && !scopes.contains(Scope.ADMIN)
            ? Optional.of(id)
            : Optional.empty();
    var filter =
        new CallFilter(
            owner,
            state.map("ended"::equals),
            query.instant("from"),
            query.instant("until"),
            query.text("cursor").isPresent()
                ? Optional.of(Cursor.read(query.text("cursor").get()))
                : Optional.empty());
    int limit = query.number("limit", 1, PAGE_MAX).orElse(PAGE_USUAL);
    return Answer.json(200, page(filter, state, limit, request));
  }

  private ObjectNode page(
      CallFilter filter, Optional<String> state, int limit, ServerRequest request) {
    ObjectNode json = JsonMapper.shared().createObjectNode();
    ArrayNode found = json.putArray("calls");
    CallFilter rest = filter;
    for (int looked = 0; looked < LOOKED_AT_MAX; ) {
      List<StoredCall> batch = calls.page(rest, PAGE_MAX);
      Map<CallId, CallSummary> summaries = calls.now(batch.stream().map(StoredCall::id).toList());
      for (StoredCall call : batch) {
        if (found.size() == limit) {
          rest.after().ifPresent(place -> json.put("next", Cursor.write(place)));
          return json;
        }
        Optional<CallSummary> summary = Optional.ofNullable(summaries.get(call.id()));
        if (state.isEmpty() || state.get().equals(CallJson.state(summary))) {
          found.add(describe(call, summary, request));
        }
        rest = rest.after(Cursor.placeOf(call));
      }
      looked += batch.size();
      if (batch.size() < PAGE_MAX) {
        return json;
      }
    }
    rest.after().ifPresent(place -> json.put("next", Cursor.write(place)));
    return json;
  }

  private ObjectNode describe(StoredCall call, ServerRequest request) {
    return describe(call, calls.now(call.id()), request);
  }

  private ObjectNode describe(StoredCall call, Optional<CallSummary> now, ServerRequest request) {
    boolean justEnded = now.isEmpty() && call.ended().isEmpty();
    StoredCall whole = justEnded ? calls.ended(call.id()).orElse(call) : call;
    return CallJson.call(whole, now, request);
  }

  static StoredCall done(CallDesk.Change change) throws Refused {
    return switch (change) {
      case CallDesk.Change.Done(StoredCall call) -> call;
      case CallDesk.Change.Stale _ -> throw EntityTags.stale();
      case CallDesk.Change.Over _ -> throw over();
    };
  }

  private static Refused over() {
    return Problem.CALL_ENDED.refused("This call is over.");
  }

  private static String path(CallId call) {
    return CallsApi.PATH + "/calls/" + call.value();
  }
}
