package dev.tincan.server.api;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// The description of the API as a page: plain HTML without scripts, each operation with what it
/// takes and gives.
final class DescriptionPage {
  private static final List<String> METHODS = List.of("get", "post", "put", "patch", "delete");

  private final Map<?, ?> root;
  private final StringBuilder html = new StringBuilder();

  private DescriptionPage(Map<?, ?> root) {
    this.root = root;
  }

  /// @param yaml an OpenAPI document of ours
  static String html(String yaml) {
    Object root = new Load(LoadSettings.builder().build()).loadFromString(yaml);
    var page = new DescriptionPage((Map<?, ?>) root);
    page.write();
    return page.html.toString();
  }

  private void write() {
    Map<?, ?> info = map(root.get("info"));
    html.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        .append("<meta name=\"viewport\" content=\"width=device-width\">\n<title>")
        .append(escaped(info.get("title")))
        .append(
            " API</title>\n<link rel=\"stylesheet\" href=\"docs.css\">\n</head>\n<body>\n<main>\n");
    html.append("<h1>").append(escaped(info.get("title"))).append(" API</h1>\n");
    prose(info.get("description"));
    html.append("<p>The same for programs: <a href=\"openapi.yaml\">openapi.yaml</a>.</p>\n");
    map(root.get("paths"))
        .forEach((path, operations) -> path(String.valueOf(path), map(operations)));
    html.append("<h2>Objects</h2>\n");
    map(map(root.get("components")).get("schemas"))
        .forEach((name, schema) -> {
          html.append("<section id=\"").append(escaped(name)).append("\">\n<h3>");
          html.append(escaped(name)).append("</h3>\n");
          members(map(schema));
          html.append("</section>\n");
        });
    html.append("</main>\n</body>\n</html>\n");
  }

  private void path(String path, Map<?, ?> operations) {
    for (String method : METHODS) {
      if (operations.containsKey(method)) {
        operation(method, path, operations, map(operations.get(method)));
      }
    }
  }

  private void operation(String method, String path, Map<?, ?> item, Map<?, ?> operation) {
    html.append("<section id=\"").append(escaped(operation.get("operationId"))).append("\">\n");
    html.append("<h2><code>").append(method.toUpperCase(Locale.ROOT)).append(" ");
    html.append(escaped(path)).append("</code></h2>\n<p><strong>");
    html.append(escaped(operation.get("summary"))).append("</strong></p>\n");
    prose(operation.get("description"));
    parameters(list(item.get("parameters")), list(operation.get("parameters")));
    Map<?, ?> body = map(map(operation.get("requestBody")).get("content"));
    if (!body.isEmpty()) {
      html.append("<p>Body: ").append(content(body)).append("</p>\n");
    }
    html.append("<table>\n<thead><tr><th>Answer</th><th></th></tr></thead>\n<tbody>\n");
    map(operation.get("responses"))
        .forEach((status, said) -> {
          Map<?, ?> response = resolved(map(said));
          html.append("<tr><td><code>").append(escaped(status)).append("</code></td><td>");
          html.append(escaped(response.get("description"))).append(" ");
          html.append(content(map(response.get("content")))).append("</td></tr>\n");
        });
    html.append("</tbody>\n</table>\n</section>\n");
  }

  private void parameters(List<?> ofPath, List<?> ofOperation) {
    if (ofPath.isEmpty() && ofOperation.isEmpty()) {
      return;
    }
    html.append(
        "<table>\n<thead><tr><th>Parameter</th><th>Where</th><th></th></tr></thead>\n<tbody>\n");
    for (List<?> parameters : List.of(ofPath, ofOperation)) {
      for (Object said : parameters) {
        Map<?, ?> parameter = resolved(map(said));
        html.append("<tr><td><code>").append(escaped(parameter.get("name")));
        html.append("</code></td><td>").append(escaped(parameter.get("in"))).append("</td><td>");
        html.append(type(map(parameter.get("schema")))).append(" ");
        html.append(escaped(parameter.get("description"))).append("</td></tr>\n");
      }
    }
    html.append("</tbody>\n</table>\n");
  }

  private void members(Map<?, ?> schema) {
    html.append("<p>").append(type(schema)).append(" ");
    html.append(escaped(schema.get("description"))).append("</p>\n");
    for (Object part : list(schema.get("allOf"))) {
      if (map(part).containsKey("properties")) {
        members(map(part));
      }
    }
    Map<?, ?> properties = map(schema.get("properties"));
    if (properties.isEmpty()) {
      return;
    }
    html.append(
        "<table>\n<thead><tr><th>Member</th><th>Type</th><th></th></tr></thead>\n<tbody>\n");
    properties.forEach((name, said) -> {
      Map<?, ?> property = map(said);
      html.append("<tr><td><code>").append(escaped(name)).append("</code></td><td>");
      html.append(type(property)).append("</td><td>");
      html.append(escaped(property.get("description"))).append("</td></tr>\n");
    });
    html.append("</tbody>\n</table>\n");
  }

  /// What something is, in a word or a link.
  private static String type(Map<?, ?> schema) {
    if (schema.get("$ref") instanceof String ref) {
      return reference(ref);
    }
    if (!list(schema.get("allOf")).isEmpty()) {
      var parts = new StringJoiner(" and ");
      for (Object part : list(schema.get("allOf"))) {
        if (map(part).containsKey("$ref")) {
          parts.add(type(map(part)));
        }
      }
      return parts + " and";
    }
    if (!list(schema.get("enum")).isEmpty()) {
      var values = new StringJoiner("</code>, <code>", "<code>", "</code>");
      list(schema.get("enum")).forEach(value -> values.add(escaped(value)));
      return values.toString();
    }
    if (schema.containsKey("items")) {
      return "list of " + type(map(schema.get("items")));
    }
    Object type =
        schema.get("type") instanceof List<?> types ? types.getFirst() : schema.get("type");
    return escaped(schema.containsKey("format") ? schema.get("format") : type);
  }

  private static String content(Map<?, ?> content) {
    var types = new StringJoiner(" or ");
    content.forEach((type, media) ->
        types.add(type(map(map(media).get("schema"))) + " (" + escaped(type) + ")"));
    return types.toString();
  }

  private static String reference(String ref) {
    String name = escaped(ref.substring(ref.lastIndexOf('/') + 1));
    return "<a href=\"#" + name + "\">" + name + "</a>";
  }

  private Map<?, ?> resolved(Map<?, ?> said) {
    if (!(said.get("$ref") instanceof String ref)) {
      return said;
    }
    Map<?, ?> found = root;
    for (String step : ref.substring("#/".length()).split("/", -1)) {
      found = map(found.get(step));
    }
    return found;
  }

  private void prose(@Nullable Object text) {
    if (text != null) {
      for (String paragraph : text.toString().strip().split("\n\n", -1)) {
        html.append("<p>");
        html.append(escaped(paragraph).replaceAll("`([^`]*)`", "<code>$1</code>"));
        html.append("</p>\n");
      }
    }
  }

  private static String escaped(@Nullable Object text) {
    return text == null
        ? ""
        : text.toString()
            .replace("&", "&amp;")
            .replace("<", "&lt;")
            .replace(">", "&gt;")
            .replace("\"", "&quot;");
  }

  private static Map<?, ?> map(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? map : Map.of();
  }

  private static List<?> list(@Nullable Object value) {
    return value instanceof List<?> list ? list : List.of();
  }
}
