package dev.tincan.server.config;

/// Something the person who starts the program has to change. The message is one sentence that says
/// what, with the next step.
public final class InvalidConfig extends RuntimeException {
  private static final long serialVersionUID = 1;

  public InvalidConfig(String message) {
    super(message);
  }

  public InvalidConfig(String message, Throwable cause) {
    super(message, cause);
  }
}
