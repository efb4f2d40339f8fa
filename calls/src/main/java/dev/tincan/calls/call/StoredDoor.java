package dev.tincan.calls.call;

import java.util.List;

/// What survives a restart of who may not come into a call [S109]; nothing of it is stored when it
/// is neither locked nor has it blocks.
///
/// @param blocks marks, never an address or a name itself
public record StoredDoor(CallRef call, boolean locked, List<String> blocks) {

  public StoredDoor {
    blocks = List.copyOf(blocks);
  }

  public boolean isOpen() {
    return !locked && blocks.isEmpty();
  }
}
