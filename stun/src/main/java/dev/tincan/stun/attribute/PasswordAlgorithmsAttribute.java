package dev.tincan.stun.attribute;

import java.util.List;

/// PASSWORD-ALGORITHMS (RFC 8489 §14.11): what the server offers, best first.
public record PasswordAlgorithmsAttribute(List<Integer> numbers) implements StunAttribute {
  public PasswordAlgorithmsAttribute {
    numbers = List.copyOf(numbers);
  }
}
