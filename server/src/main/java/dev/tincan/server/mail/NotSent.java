package dev.tincan.server.mail;

/// A mail did not go out. The message is for whoever invited.
final class NotSent extends Exception {
  private static final long serialVersionUID = 1;

  private final boolean forGood;

  /// @param forGood trying again would not help
  NotSent(String message, boolean forGood, Throwable cause) {
    super(message, cause);
    this.forGood = forGood;
  }

  boolean isForGood() {
    return forGood;
  }

  String words() {
    return String.valueOf(getMessage());
  }
}
