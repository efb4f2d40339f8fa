package dev.tincan.server.config;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A time as people type it: `30s`, `10m`, `12h`, `7d`.
public final class Timespan {
  private static final Pattern FORM = Pattern.compile("(\\d{1,6})([smhd])");
  private static final Duration MAX = Duration.ofDays(366);

  private Timespan() {}

  /// @throws InvalidConfig that names the option
  public static Duration parse(String option, String text) {
    Matcher parts = FORM.matcher(text.strip());
    if (parts.matches()) {
      long count = Long.parseLong(parts.group(1));
      Duration duration =
          switch (parts.group(2)) {
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
          };
      if (duration.compareTo(MAX) <= 0) {
        return duration;
      }
    }
    throw new InvalidConfig(
        option + " takes a time up to 366d, such as 30m, 12h or 7d; it is '" + text + "'.");
  }
}
