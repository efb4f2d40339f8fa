package dev.tincan.server.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Where the PostgreSQL database is, and who asks. Its text form says no secret.
///
/// @param options what else stands in the address, such as `sslmode=verify-full`, as the driver
///   takes it; passwords of keys may be among it
public record PostgresUrl(
    String host,
    int port,
    String database,
    String user,
    Optional<Secret> password,
    Secret options) {
  private static final int DEFAULT_PORT = 5432;
  private static final Pattern SCHEME = Pattern.compile("(jdbc:)?postgres(ql)?");

  /// Reads `jdbc:postgresql://host/db?user=…&password=…` and `postgresql://user:password@host/db`.
  ///
  /// @throws InvalidConfig that repeats nothing of the text, for there is a password in it
  public static PostgresUrl parse(String text) {
    String address = text.strip();
    int slashes = address.indexOf("://");
    if (slashes < 0 || !SCHEME.matcher(address.substring(0, slashes)).matches()) {
      throw wrong("must begin with postgresql://");
    }
    URI uri;
    try {
      uri = new URI("postgresql" + address.substring(slashes));
    } catch (URISyntaxException odd) {
      // Its message holds the text: neither said nor kept.
      throw wrong("has a character that must be written as %.., such as %40 for @ in a password");
    }
    if (uri.getHost() == null) {
      throw wrong("has no host");
    }
    String database = uri.getPath() == null ? "" : uri.getPath().replaceFirst("^/", "");
    if (database.isEmpty() || database.contains("/")) {
      throw wrong("has no name of a database behind the host");
    }
    return withUser(uri, database);
  }

  private static PostgresUrl withUser(URI uri, String database) {
    Map<String, String> parameters = parameters(uri.getRawQuery());
    String[] account =
        uri.getRawUserInfo() == null ? new String[0] : uri.getRawUserInfo().split(":", 2);
    Optional<String> user =
        account.length > 0 && !account[0].isEmpty()
            ? Optional.of(decoded(account[0]))
            : Optional.ofNullable(parameters.get("user")).map(PostgresUrl::decoded);
    Optional<String> password =
        account.length > 1
            ? Optional.of(decoded(account[1]))
            : Optional.ofNullable(parameters.get("password")).map(PostgresUrl::decoded);
    parameters.remove("user");
    parameters.remove("password");
    return new PostgresUrl(
        uri.getHost(),
        uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort(),
        database,
        user.orElseThrow(() -> wrong("names no user")),
        password.map(Secret::new),
        new Secret(
            parameters.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining("&"))));
  }

  /// Still encoded.
  private static Map<String, String> parameters(@Nullable String query) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String pair : query == null || query.isEmpty() ? new String[0] : query.split("&")) {
      String[] parts = pair.split("=", 2);
      parameters.put(parts[0], parts.length > 1 ? parts[1] : "");
    }
    return parameters;
  }

  private static String decoded(String text) {
    // A plus is a plus in an address; only forms write a space so.
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static InvalidConfig wrong(String why) {
    return new InvalidConfig(
        "database-url %s; it looks like postgresql://user:password@host:5432/database."
            .formatted(why));
  }

  /// Host and port, for people.
  public String place() {
    return host + ":" + port;
  }
}
