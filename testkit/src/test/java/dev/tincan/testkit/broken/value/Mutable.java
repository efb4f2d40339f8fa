package dev.tincan.testkit.broken.value;

/// Not a value.
public final class Mutable {
  public int number = 1;
}
