package dev.tincan.server.api;

import dev.tincan.calls.call.CallId;
import dev.tincan.calls.call.StoredCall;
import dev.tincan.calls.session.Secret;
import dev.tincan.server.auth.Scope;
import java.util.Set;

/// Who sent a request, by the bearer token it carries.
///
/// @param token never to be stored or logged
record Caller(Who who, Secret token) {

  sealed interface Who {}

  /// A program with an API key.
  record Key(String id, Set<Scope> scopes) implements Who {}

  /// Whoever has the host key of this call, and nothing beyond it.
  record Host(CallId call) implements Who {}

  boolean sees(StoredCall call) {
    return switch (who) {
      case Key(String id, Set<Scope> scopes) ->
          scopes.contains(Scope.ADMIN) || call.owner().filter(id::equals).isPresent();
      case Host(CallId own) -> own.equals(call.id());
    };
  }

  boolean may(Scope scope) {
    return switch (who) {
      case Key(_, Set<Scope> scopes) -> scopes.contains(scope);
      case Host _ -> scope == Scope.CALLS_READ || scope == Scope.CALLS_WRITE;
    };
  }

  /// Tells callers apart.
  String name() {
    return switch (who) {
      case Key(String id, _) -> "key:" + id;
      case Host(CallId call) -> "host:" + call.value();
    };
  }
}
