package dev.tincan.server.api;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// The description of the API: as the file that programs read, and as a page for people. Nobody
/// needs a key to read it. Immutable.
final class Description {
  private static final String YAML = resource("/api/openapi.yaml");
  private static final String STYLE = resource("/api/docs.css");

  /// Made when somebody first looks at it: few servers are ever asked, and all would start later.
  private static final class Page {
    private static final String HTML = DescriptionPage.html(YAML);
  }

  /// @throws IllegalStateException when the program was packaged without it
  private static String resource(String name) {
    try (InputStream in = Description.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  void serveYaml(ServerRequest request, ServerResponse response) {
    send(response, "application/yaml; charset=utf-8", YAML);
  }

  void servePage(ServerRequest request, ServerResponse response) {
    send(response, "text/html; charset=utf-8", Page.HTML);
  }

  void serveStyle(ServerRequest request, ServerResponse response) {
    send(response, "text/css; charset=utf-8", STYLE);
  }

  private static void send(ServerResponse response, String type, String text) {
    response.headers().set(HeaderNames.CONTENT_TYPE, type);
    response.headers().set(HeaderNames.CACHE_CONTROL, "no-cache");
    response.send(text);
  }
}
