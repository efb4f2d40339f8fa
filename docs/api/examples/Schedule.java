import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.regex.Pattern;

/// Plans a call for tomorrow, makes a link for one guest, moves the call by an hour, and prints the
/// links.
///
///     TINCAN=https://calls.example.org KEY=tin_… java Schedule.java
///
/// Needs nothing but a JDK; a program of yours would read the answers with its JSON library.
public final class Schedule {
  private static final String SERVER =
      System.getenv().getOrDefault("TINCAN", "http://localhost:8080");
  private static final String KEY = System.getenv("KEY");

  public static void main(String[] args) throws Exception {
    Instant start = Instant.now().plus(Duration.ofDays(1)).truncatedTo(ChronoUnit.MINUTES);

    // The same Idempotency-Key twice makes one call, however often the network fails in between.
    String plan =
        """
        {"title": "Consultation", "startsAt": "%s", "zone": "Europe/Berlin", "lobby": true}
        """;
    String call =
        send(
            request("/calls")
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .POST(BodyPublishers.ofString(plan.formatted(start))));
    String path = "/calls/" + text(call, "id");

    String link =
        send(
            request(path + "/links")
                .POST(BodyPublishers.ofString("{\"role\": \"guest\", \"name\": \"Ana\"}")));

    // If-Match takes the revision of the call as we know it, so that nobody's change is lost.
    String revision = find(send(request(path).GET()), "\"revision\":(\\d+)");
    String moved =
        send(
            request(path)
                .header("If-Match", "\"" + revision + "\"")
                .method(
                    "PATCH",
                    BodyPublishers.ofString(
                        "{\"startsAt\": \"" + start.plus(Duration.ofHours(1)) + "\"}")));

    System.out.println("host: " + text(call, "hostLink"));
    System.out.println("Ana: " + text(link, "link"));
    System.out.println("starts: " + text(moved, "startsAt"));
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(SERVER + "/api/v1" + path))
        .header("Authorization", "Bearer " + KEY)
        .header("Content-Type", "application/json");
  }

  /// The body of a good answer; any other one says why, as problem details.
  private static String send(HttpRequest.Builder request) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
      if (answer.statusCode() >= 300) {
        throw new IllegalStateException(answer.body());
      }
      return answer.body();
    }
  }

  private static String text(String json, String member) {
    return find(json, "\"" + member + "\":\"([^\"]*)\"");
  }

  private static String find(String json, String pattern) {
    var found = Pattern.compile(pattern).matcher(json);
    if (!found.find()) {
      throw new IllegalStateException("The answer has no such member: " + pattern);
    }
    return found.group(1);
  }
}
