package dev.tincan.server.api;

/// A request that is not served, and what is answered to it.
final class Refused extends Exception {
  private static final long serialVersionUID = 1;

  private final transient Answer answer;

  Refused(Answer answer) {
    super("refused", null, false, false);
    this.answer = answer;
  }

  Answer answer() {
    return answer;
  }
}
