package dev.tincan.server.config;

/// UDP ports `first` to `last`, both included.
public record PortRange(int first, int last) {
  public PortRange {
    if (first < 1024 || last > 65_535 || first > last) {
      throw new IllegalArgumentException("not a port range: " + first + "-" + last);
    }
  }

  /// Reads `49152-65535`.
  static PortRange parse(String text) {
    String[] ends = text.split("-", -1);
    try {
      if (ends.length == 2) {
        return new PortRange(Integer.parseInt(ends[0].strip()), Integer.parseInt(ends[1].strip()));
      }
    } catch (IllegalArgumentException notARange) {
      // Said below, together with the other ways to be wrong.
    }
    throw new InvalidConfig(
        "relay-ports must be two ports from 1024 to 65535 with a dash between, such as 49152-65535; it is '"
            + text
            + "'.");
  }

  @Override
  public String toString() {
    return first + "-" + last;
  }
}
