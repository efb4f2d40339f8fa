package dev.tincan.apiclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tincan.client.ApiClient;
import dev.tincan.client.ApiException;
import dev.tincan.client.api.CallsApi;
import dev.tincan.client.api.LinksApi;
import dev.tincan.client.api.TurnApi;
import dev.tincan.client.model.Call;
import dev.tincan.client.model.CallState;
import dev.tincan.client.model.CreatedCall;
import dev.tincan.client.model.NewLink;
import dev.tincan.client.model.NewTurnCredentials;
import dev.tincan.client.model.Plan;
import dev.tincan.client.model.Role;
import dev.tincan.server.TincanServer;
import dev.tincan.server.auth.ApiKey;
import dev.tincan.server.auth.Scope;
import dev.tincan.server.config.ServerOptions;
import dev.tincan.server.store.ApiKeyStore;
import dev.tincan.server.store.ApiKeyStore.StoredKey;
import dev.tincan.server.store.Database;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// The client that a generator makes of the description, against a real server.
class GeneratedClientIT {
  @TempDir private Path dataDir;

  @Test
  void plansACallChangesItAndInvitesSomebody() throws Exception {
    ApiKey key = addedKey();
    var options = new ServerOptions();
    CommandLine.populateCommand(options, "--http-port=0", "--turn-port=0", "--data-dir=" + dataDir);
    try (TincanServer server = TincanServer.start(options.toConfig())) {
      var client = new ApiClient();
      client.updateBaseUri("http://localhost:" + server.httpPort() + "/api/v1");
      client.setRequestInterceptor(
          request -> request.header("Authorization", "Bearer " + key.unredacted()));
      var calls = new CallsApi(client);
      OffsetDateTime start =
          OffsetDateTime.now(ZoneOffset.UTC).plusDays(1).truncatedTo(ChronoUnit.SECONDS);

      CreatedCall made =
          calls.createCall(
              new Plan().title("Consultation").startsAt(start).lobby(true),
              UUID.randomUUID().toString());
      assertThat(made.getHostLink().toString()).contains("#host=");
      Call found = calls.getCall(made.getId(), null);
      assertThat(found.getState()).isEqualTo(CallState.SCHEDULED);
      assertThat(found.getStartsAt()).isEqualTo(start);
      Call changed =
          calls.changeCall(
              "\"" + found.getRevision() + "\"", made.getId(), new Plan().title("Review"));
      assertThat(changed.getTitle()).isEqualTo("Review");
      assertThat(calls.listCalls(null, null, null, null, null).getCalls()).hasSize(1);

      var link =
          new LinksApi(client)
              .createLink(made.getId(), new NewLink().role(Role.GUEST).name("Ana"), null);
      assertThat(link.getLink().toString()).contains("#guest=");
      assertThat(
              new TurnApi(client)
                  .createTurnCredentials(new NewTurnCredentials().name("bot"), null)
                  .getUrls())
          .isNotEmpty();
      calls.cancelCall(made.getId(), null);
      assertThatThrownBy(() -> calls.endCall(made.getId(), null))
          .isInstanceOfSatisfying(
              ApiException.class, refused -> assertThat(refused.getCode()).isEqualTo(409));
    }
  }

  private ApiKey addedKey() {
    ApiKey key = ApiKey.random(new SecureRandom());
    try (Database database = Database.open(dataDir)) {
      new ApiKeyStore(database)
          .add(
              new StoredKey(
                  key.id(),
                  "generated client",
                  key.secret().hash(),
                  Scope.USUAL,
                  Instant.now(),
                  Optional.empty()));
    }
    return key;
  }
}
