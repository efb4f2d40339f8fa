package dev.tincan.server.api;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerResponse;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// What is sent back.
///
/// @param location of what was made
/// @param tag the entity tag of what is told
/// @param type of the body; empty when there is none
record Answer(
    int status, Optional<String> location, Optional<String> tag, String type, String body) {
  private static final String JSON = "application/json";

  static Answer of(int status, String type, String body) {
    return new Answer(status, Optional.empty(), Optional.empty(), type, body);
  }

  static Answer json(int status, JsonNode json) {
    return of(status, JSON, json + "\n");
  }

  static Answer empty(int status) {
    return of(status, "", "");
  }

  Answer withLocation(String location) {
    return new Answer(status, Optional.of(location), tag, type, body);
  }

  Answer withTag(String tag) {
    return new Answer(status, location, Optional.of(tag), type, body);
  }

  boolean isGood() {
    return status < 300;
  }

  void send(ServerResponse response) {
    response.headers().set(HeaderNames.CACHE_CONTROL, "no-store");
    location.ifPresent(path -> response.headers().set(HeaderNames.LOCATION, path));
    tag.ifPresent(value -> response.headers().set(HeaderNames.ETAG, value));
    response.status(Status.create(status));
    if (type.isEmpty()) {
      response.send();
    } else {
      response.headers().set(HeaderNames.CONTENT_TYPE, type);
      response.send(body);
    }
  }

  /// Not its body: there may be a secret in it.
  @Override
  public String toString() {
    return "Answer[" + status + "]";
  }
}
