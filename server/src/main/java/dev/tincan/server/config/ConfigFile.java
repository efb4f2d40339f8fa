package dev.tincan.server.config;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// Reads the YAML file into option name -> text as a flag would carry it (lists with commas
/// between).
public final class ConfigFile {
  private ConfigFile() {}

  /// @param known every option name that may stand in the file
  /// @throws InvalidConfig naming the line and, for an unknown key, the nearest known one
  public static Map<String, String> read(Path file, Collection<String> known) {
    try (Reader reader = Files.newBufferedReader(file)) {
      Optional<Node> root =
          new Compose(LoadSettings.builder().setLabel(file.toString()).build())
              .composeReader(reader);
      return root.isEmpty() ? Map.of() : entries(file, root.get(), known);
    } catch (MarkedYamlEngineException broken) {
      String line = broken.getProblemMark().map(mark -> " line " + (mark.getLine() + 1)).orElse("");
      throw new InvalidConfig(
          file + line + " is not valid YAML: " + broken.getProblem() + ".", broken);
    } catch (IOException unreadable) {
      throw new InvalidConfig(
          "Cannot read the configuration file " + file + "; check its path and rights.",
          unreadable);
    }
  }

  private static Map<String, String> entries(Path file, Node root, Collection<String> known) {
    if (!(root instanceof MappingNode mapping)) {
      throw new InvalidConfig(file + " must consist of lines such as 'http-port: 8080'.");
    }
    Map<String, String> values = new LinkedHashMap<>();
    for (NodeTuple entry : mapping.getValue()) {
      String key = text(file, entry.getKeyNode());
      if (!known.contains(key)) {
        throw new InvalidConfig(
            "%s line %d: there is no option '%s'; did you mean '%s'?"
                .formatted(file, line(entry.getKeyNode()), key, nearest(key, known)));
      }
      values.put(key, text(file, entry.getValueNode()));
    }
    return values;
  }

  private static String text(Path file, Node node) {
    return switch (node) {
      case ScalarNode scalar -> scalar.getValue();
      case SequenceNode list ->
          list.getValue().stream().map(n -> text(file, n)).collect(Collectors.joining(","));
      default ->
          throw new InvalidConfig(
              file + " line " + line(node) + ": a plain value or a list was expected.");
    };
  }

  private static int line(Node node) {
    return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
  }

  private static String nearest(String key, Collection<String> known) {
    return known.stream().min(Comparator.comparingInt(option -> distance(key, option))).orElse("");
  }

  /// Levenshtein distance.
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
