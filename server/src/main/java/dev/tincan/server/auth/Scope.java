package dev.tincan.server.auth;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What an API key may be used for.
public enum Scope {
  CALLS_READ("calls:read"),
  CALLS_WRITE("calls:write"),
  TURN_WRITE("turn:write"),
  WEBHOOKS_WRITE("webhooks:write"),
  EVENTS_READ("events:read"),
  /// The calls of everybody, and the view of the whole server.
  ADMIN("admin");

  /// What a key may be used for when nothing else was said.
  public static final Set<Scope> USUAL =
      Collections.unmodifiableSet(EnumSet.complementOf(EnumSet.of(ADMIN)));

  private final String wire;

  Scope(String wire) {
    this.wire = wire;
  }

  /// The name that people type.
  public String wire() {
    return wire;
  }

  public static Optional<Scope> of(String wire) {
    return Stream.of(values()).filter(scope -> scope.wire.equals(wire)).findFirst();
  }

  /// As they are stored and shown: names with a space between.
  public static String text(Set<Scope> scopes) {
    return scopes.stream().sorted().map(Scope::wire).collect(Collectors.joining(" "));
  }

  /// The scopes of such a text; what this version does not know is left out.
  public static Set<Scope> parse(String text) {
    return Stream.of(text.split(" "))
        .flatMap(name -> of(name).stream())
        .collect(Collectors.toUnmodifiableSet());
  }
}
