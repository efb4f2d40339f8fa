package dev.tincan.server;

import dev.tincan.calls.call.Stay;
import dev.tincan.server.relay.RelayService;
import dev.tincan.server.signaling.CallLoop;

/// Hands on what the calls know and the relay must: whom a participant may reach, and for how long.
record CallsToRelay(RelayService relay) implements CallLoop.Relay {
  @Override
  public void addressesSignaled(Stay to, String text) {
    relay.signaled(to.value(), text);
  }

  @Override
  public void stayBegun(Stay stay) {
    relay.stayBegun(stay.value());
  }

  @Override
  public void stayEnded(Stay stay, boolean atOnce) {
    relay.stayEnded(stay.value(), atOnce);
  }
}
