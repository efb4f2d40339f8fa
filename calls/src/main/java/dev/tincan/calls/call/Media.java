package dev.tincan.calls.call;

/// What a participant is sending now; muted is false.
public record Media(boolean audio, boolean video) {

  public static final Media NONE = new Media(false, false);
}
