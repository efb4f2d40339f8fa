package dev.tincan.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The description of the API, against which every answer is held: that it describes the status,
/// and that the body is as its schema says.
final class OpenApiOracle {
  private static final String ID = "urn:tincan:openapi";
  private static final Pattern PARAMETER = Pattern.compile("\\{[a-z]+}");

  private final JsonNode root;
  private final SchemaRegistry registry;

  OpenApiOracle() {
    try {
      String yaml = Files.readString(Path.of("..", "docs", "api", "openapi.yaml"));
      Object loaded = new Load(LoadSettings.builder().build()).loadFromString(yaml);
      root = JsonMapper.shared().valueToTree(loaded);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    registry =
        SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            builder -> builder.schemas(id -> id.equals(ID) ? root.toString() : null));
  }

  JsonNode root() {
    return root;
  }

  /// The schema at a place of the description, such as `/components/schemas/Plan`.
  Schema schema(String pointer) {
    return registry.getSchema(SchemaLocation.of(ID + "#" + pointer));
  }

  void check(String method, String path, HttpResponse<String> answer) {
    String status = Integer.toString(answer.statusCode());
    String type = answer.headers().firstValue("Content-Type").orElse("").split(";", 2)[0].strip();
    Optional<JsonNode> operation = operation(method, path);
    if (operation.isEmpty()) {
      assertThat(answer.statusCode()).as(method + " " + path).isBetween(200, 499);
      return;
    }
    String id = operation.get().path("operationId").stringValue();
    JsonNode response = resolved(operation.get().path("responses").path(status));
    assertThat(response.isMissingNode()).as(id + " describes " + status + answer.body()).isFalse();
    if (!response.has("content")) {
      assertThat(answer.body()).as(id + " " + status).isEmpty();
      return;
    }
    JsonNode media = response.path("content").path(type);
    assertThat(media.isMissingNode()).as(id + " " + status + " describes " + type).isFalse();
    if (!type.endsWith("json")) {
      return;
    }
    String pointer =
        media.path("schema").has("$ref")
            ? media.path("schema").path("$ref").stringValue().substring(1)
            : "/paths/%s/%s/responses/%s/content/%s/schema"
                .formatted(
                    escaped(template(path)),
                    method.toLowerCase(Locale.ROOT),
                    status,
                    escaped(type));
    assertThat(schema(pointer).validate(answer.body(), InputFormat.JSON))
        .as(id + " " + status + " " + answer.body())
        .isEmpty();
  }

  private Optional<JsonNode> operation(String method, String path) {
    JsonNode operation =
        root.path("paths").path(template(path)).path(method.toLowerCase(Locale.ROOT));
    return operation.isMissingNode() ? Optional.empty() : Optional.of(operation);
  }

  /// The path as it is described; empty when it is not.
  private String template(String path) {
    String bare = path.split("\\?", 2)[0];
    return root.path("paths").propertyNames().stream()
        .filter(template -> bare.matches(PARAMETER.matcher(template).replaceAll("[^/]+")))
        .findFirst()
        .orElse("");
  }

  /// As a step of a JSON pointer (RFC 6901) in the fragment of an address.
  private static String escaped(String step) {
    String pointer = step.replace("~", "~0").replace("/", "~1");
    return pointer.replace("{", "%7B").replace("}", "%7D");
  }

  private JsonNode resolved(JsonNode said) {
    return said.has("$ref") ? root.at(said.path("$ref").stringValue().substring(1)) : said;
  }
}
