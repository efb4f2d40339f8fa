package dev.tincan.server;

import dev.tincan.server.config.InvalidConfig;
import dev.tincan.server.config.ServerConfig;
import dev.tincan.server.config.ServerOptions;
import dev.tincan.server.store.Traces;
import dev.tincan.server.store.Traces.Erased;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Deletes what a person left; also while the server runs.
@Command(
    name = "forget",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description =
        "Deletes what is stored of a person: from calls that go on, from links made for them. Titles of calls, and"
            + " backups made before, stay as they are.")
final class ForgetCommand implements Callable<Integer> {
  @Option(
      names = "--name",
      paramLabel = "NAME",
      defaultValue = "",
      description = "The person's name, spelled exactly as it was typed.")
  private String name = "";

  @Option(
      names = "--participant",
      paramLabel = "ID",
      defaultValue = "",
      description = "The id of the person in one call, as the API and the log show it.")
  private String participant = "";

  @Mixin private ServerOptions options = new ServerOptions();

  @Override
  public Integer call() {
    ServerConfig config = options.toConfig();
    if (name.isBlank() == participant.isBlank()) {
      throw new InvalidConfig(
          "Say who is to be forgotten: by --name NAME, or by --participant ID.");
    }
    List<Erased> erased =
        name.isBlank()
            ? Traces.eraseParticipant(config, participant.strip())
            : Traces.eraseName(config, name.strip());
    for (Erased kind : erased) {
      System.out.printf("%s deleted: %d%n", kind.what(), kind.deleted());
    }
    int held = erased.stream().mapToInt(Erased::held).sum();
    if (held > 0) {
      System.out.printf(
          "Left: %d, of calls that the running server still holds; end those calls, or stop the server, and run this again.%n",
          held);
    }
    return 0;
  }
}
