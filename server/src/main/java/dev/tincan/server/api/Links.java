package dev.tincan.server.api;

import dev.tincan.calls.call.CallId;
import io.helidon.webserver.http.ServerRequest;

/// Addresses under the name by which the server was reached.
final class Links {
  private Links() {}

  static String origin(ServerRequest request) {
    var uri = request.requestedUri();
    return uri.scheme() + "://" + uri.authority();
  }

  /// By which guests come in; never a host's.
  static String toCall(ServerRequest request, CallId call) {
    return origin(request) + "/c/" + call.value();
  }
}
