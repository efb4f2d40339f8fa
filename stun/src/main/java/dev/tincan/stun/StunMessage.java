package dev.tincan.stun;

import dev.tincan.stun.attribute.StunAttribute;
import java.util.List;
import java.util.Optional;

/// A message (RFC 8489 §5) without its integrity attributes and FINGERPRINT, which belong to the
/// bytes, not to what is said.
public record StunMessage(
    StunClass stunClass,
    StunMethod method,
    TransactionId transactionId,
    List<StunAttribute> attributes) {
  public StunMessage {
    attributes = List.copyOf(attributes);
  }

  /// The first attribute of a type; what repeats it is ignored (RFC 8489 §14).
  public <T extends StunAttribute> Optional<T> first(Class<T> type) {
    for (StunAttribute attribute : attributes) {
      if (type.isInstance(attribute)) {
        return Optional.of(type.cast(attribute));
      }
    }
    return Optional.empty();
  }
}
