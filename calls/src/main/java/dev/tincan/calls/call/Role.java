package dev.tincan.calls.call;

/// What somebody may do in a call.
public enum Role {
  /// Everything, and decides who else may.
  HOST("host"),
  /// Talks, shows, and shares.
  GUEST("guest"),
  /// Sees and hears, and is neither seen nor heard.
  VIEWER("viewer");

  private final String wire;

  Role(String wire) {
    this.wire = wire;
  }

  /// The role of this text on the wire.
  ///
  /// @throws IllegalArgumentException when there is none
  public static Role of(String wire) {
    for (Role role : values()) {
      if (role.wire.equals(wire)) {
        return role;
      }
    }
    throw new IllegalArgumentException("Not a role: " + wire);
  }

  /// The text on the wire and in the database.
  public String wire() {
    return wire;
  }
}
