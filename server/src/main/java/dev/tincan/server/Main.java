package dev.tincan.server;

import dev.tincan.server.config.ConfigFile;
import dev.tincan.server.config.InvalidConfig;
import dev.tincan.server.config.ServerOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.slf4j.bridge.SLF4JBridgeHandler;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// The command line. Exit codes: 0 done, 1 a bug of ours, 2 something the caller can change, said
/// in one sentence.
@Command(
    name = "tincan",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    sortOptions = false,
    usageHelpAutoWidth = true,
    header = "A self-hosted calling server: start it, send a link, talk.",
    description = "%nWithout a command, starts the server.",
    footer = {
      "",
      "Every option can also stand in the file named by --config (http-port: 8080) or in the environment"
          + " (TINCAN_HTTP_PORT=8080). A flag wins over the environment, the environment over the file."
    },
    subcommands = {
      TurnCredentialsCommand.class,
      ApiKeyCommand.class,
      BackupCommand.class,
      RestoreCommand.class,
      ForgetCommand.class
    })
public final class Main implements Callable<Integer> {
  private static final int BUG = 1;
  private static final int WRONG_USE = 2;

  @Mixin private ServerOptions options = new ServerOptions();

  public static void main(String[] args) {
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    int code = run(args, System.getenv());
    // The server's threads are not daemons; a finished command must not wait for them.
    System.exit(code);
  }

  /// Runs one command and gives its exit code.
  static int run(String[] args, Map<String, String> environment) {
    CommandLine command = new CommandLine(new Main());
    command.setParameterExceptionHandler((wrong, _) -> explain(command, wrong));
    command.setExecutionExceptionHandler((failure, _, _) -> explain(command, failure));
    try {
      useDefaults(command, args, environment);
      return command.execute(args);
    } catch (InvalidConfig wrong) {
      return explain(command, wrong);
    }
  }

  @Override
  public Integer call() throws InterruptedException {
    var config = options.toConfig();
    TincanServer server = TincanServer.start(config);
    var stop = new StopSignals(server, config.drainTimeout());
    stop.install();
    System.out.println(Welcome.text(server, config));
    stop.await();
    return 0;
  }

  /// Values from the environment and the file stand in for options that are not typed.
  private static void useDefaults(
      CommandLine command, String[] args, Map<String, String> environment) {
    List<String> names =
        command.getCommandSpec().options().stream()
            .map(OptionSpec::longestName)
            .map(name -> name.substring(2))
            .filter(name -> !List.of("help", "version", "config").contains(name))
            .toList();
    Map<String, String> file =
        configFile(args, environment).map(path -> ConfigFile.read(path, names)).orElse(Map.of());
    CommandLine.IDefaultValueProvider defaults = option -> value(option, environment, file);
    command.setDefaultValueProvider(defaults);
    command.getSubcommands().values().forEach(sub -> useDefaults(sub, defaults));
  }

  private static void useDefaults(CommandLine command, CommandLine.IDefaultValueProvider defaults) {
    command.setDefaultValueProvider(defaults);
    command.getSubcommands().values().forEach(sub -> useDefaults(sub, defaults));
  }

  @SuppressWarnings("NullAway") // picocli's own null: the option has no default from here
  private static String value(
      ArgSpec option, Map<String, String> environment, Map<String, String> file) {
    if (!(option instanceof OptionSpec named) || !named.longestName().startsWith("--")) {
      return null;
    }
    String name = named.longestName().substring(2);
    String variable = variable(name);
    return environment.containsKey(variable) ? environment.get(variable) : file.get(name);
  }

  private static String variable(String option) {
    return "TINCAN_" + option.replace('-', '_').toUpperCase(Locale.ROOT);
  }

  private static Optional<Path> configFile(String[] args, Map<String, String> environment) {
    Optional<String> typed = Optional.empty();
    for (int i = 0; i < args.length; i++) {
      if (args[i].equals("--config") && i + 1 < args.length) {
        typed = Optional.of(args[i + 1]);
      } else if (args[i].startsWith("--config=")) {
        typed = Optional.of(args[i].substring("--config=".length()));
      }
    }
    return Stream.concat(typed.stream(), Stream.ofNullable(environment.get("TINCAN_CONFIG")))
        .filter(path -> !path.isBlank())
        .findFirst()
        .map(Path::of);
  }

  private static int explain(CommandLine command, Exception failure) {
    if (failure instanceof InvalidConfig wrong) {
      command.getErr().println(wrong.getMessage());
      return WRONG_USE;
    }
    if (failure instanceof ParameterException wrong) {
      command.getErr().println(sentence(wrong));
      return WRONG_USE;
    }
    command.getErr().println("Tincan met a bug of its own and stops; please report what follows.");
    failure.printStackTrace(command.getErr());
    return BUG;
  }

  private static String sentence(ParameterException wrong) {
    List<String> parts = new ArrayList<>();
    parts.add(String.valueOf(wrong.getMessage()).replaceAll("\\s*\\R\\s*", " "));
    if (wrong instanceof UnmatchedArgumentException unmatched) {
      List<String> near = unmatched.getSuggestions();
      if (!near.isEmpty()) {
        parts.add("did you mean " + near.getFirst() + "?");
      }
    }
    return String.join("; ", parts) + " Run './tincan --help' to see what there is.";
  }

  /// The version that the build wrote into the jar.
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {
        "tincan "
            + Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
                .orElse("(not packaged)")
      };
    }
  }
}
