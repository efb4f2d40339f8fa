package dev.tincan.server.store;

import dev.tincan.calls.call.CallRef;
import dev.tincan.calls.call.StoredDoor;
import java.util.List;
import org.jdbi.v3.core.Handle;

/// Who may not come into calls, as rows.
final class DoorRows {
  private DoorRows() {}

  static void save(Handle handle, StoredDoor door) {
    String call = door.call().value();
    handle.execute("DELETE FROM call_blocks WHERE call = ?", call);
    handle.execute("DELETE FROM call_doors WHERE call = ?", call);
    if (door.isOpen()) {
      return;
    }
    handle
        .createUpdate("INSERT INTO call_doors (call, locked) VALUES (:call, :locked)")
        .bind("call", call)
        .bind("locked", door.locked())
        .execute();
    for (int position = 0; position < door.blocks().size(); position++) {
      handle.execute(
          "INSERT INTO call_blocks (call, position, mark) VALUES (?, ?, ?)",
          call,
          position,
          door.blocks().get(position));
    }
  }

  static List<StoredDoor> load(Handle handle) {
    return handle
        .createQuery("SELECT call, locked FROM call_doors ORDER BY call")
        .map((row, _) -> {
          String call = row.getString("call");
          return new StoredDoor(
              CallRef.parse(call).orElseThrow(() -> new IllegalStateException("No call: " + call)),
              row.getBoolean("locked"),
              blocks(handle, call));
        })
        .list();
  }

  private static List<String> blocks(Handle handle, String call) {
    return handle
        .createQuery("SELECT mark FROM call_blocks WHERE call = :call ORDER BY position")
        .bind("call", call)
        .mapTo(String.class)
        .list();
  }
}
