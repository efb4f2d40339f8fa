package dev.tincan.stun.attribute;

import java.util.List;

/// UNKNOWN-ATTRIBUTES (RFC 8489 §14.13): types that a 420 complains of.
public record UnknownAttributes(List<Integer> types) implements StunAttribute {
  public UnknownAttributes {
    types = List.copyOf(types);
  }
}
