package dev.tincan.calls;

import dev.tincan.calls.call.CallRef;
import dev.tincan.calls.call.StoredDoor;
import dev.tincan.calls.session.ParticipantId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The door of one call: whether it is locked, who knocks at it, and who may not come in again.
///
/// There are no accounts, so a person is known by the session (one visit), and by the address
/// together with the name. Neither holds against somebody who changes both; so whoever comes from
/// the address of a blocked person under another name has to knock [S107].
///
/// Confined to the thread of the server that created it.
final class Door {

  /// People who wait at one door; one more is answered `call.lobby_full`.
  static final int KNOCKS_MAX = 50;

  /// Of them from one address, so that one client cannot fill the door.
  static final int KNOCKS_PER_ADDRESS_MAX = 10;

  /// Who was denied so often is heard no more.
  static final int DENIALS_MAX = 3;

  /// What is remembered of removed people; the oldest makes room. A block is two marks.
  static final int REMEMBERED_MAX = 400;

  private final CallRef call;
  private final Map<ParticipantId, Knock> knocks = new LinkedHashMap<>();
  private final Set<String> blocks = new LinkedHashSet<>();

  /// Sessions that a host removed: true when for good.
  private final Map<ParticipantId, Boolean> removed = new LinkedHashMap<>();

  private final Map<ParticipantId, Integer> denials = new LinkedHashMap<>();

  private boolean locked;

  /// What somebody finds who comes to the door.
  enum Answer {
    OPEN,
    KNOCK,
    DENIED,
    LOCKED,
    BLOCKED
  }

  Door(CallRef call) {
    this.call = call;
  }

  void restore(StoredDoor stored) {
    locked = stored.locked();
    blocks.addAll(stored.blocks());
  }

  StoredDoor toStore() {
    return new StoredDoor(call, locked, new ArrayList<>(blocks));
  }

  /// For whoever is no host.
  Answer answer(ParticipantId session, ClientAddress from, String name, boolean lobby) {
    boolean forGood = removed.getOrDefault(session, false);
    if (forGood || blocks.contains(BlockMark.of(call, from, name))) {
      return Answer.BLOCKED;
    }
    if (locked) {
      return Answer.LOCKED;
    }
    boolean suspect = removed.containsKey(session) || blocks.contains(BlockMark.of(call, from));
    if (!lobby && !suspect) {
      return Answer.OPEN;
    }
    return denials.getOrDefault(session, 0) >= DENIALS_MAX ? Answer.DENIED : Answer.KNOCK;
  }

  boolean isLocked() {
    return locked;
  }

  /// False when it was so before.
  boolean lock(boolean now) {
    boolean changed = locked != now;
    locked = now;
    return changed;
  }

  /// Who was taken out of the call comes back by knocking, or not at all.
  void removed(ParticipantId session, ClientAddress from, String name, boolean block) {
    removed.merge(session, block, Boolean::logicalOr);
    limit(removed.keySet());
    if (block) {
      blocks.add(BlockMark.of(call, from, name));
      blocks.add(BlockMark.of(call, from));
      limit(blocks);
    }
  }

  /// A host did not let them in.
  void denied(ParticipantId session) {
    denials.merge(session, 1, Integer::sum);
    limit(denials.keySet());
  }

  /// A second knock of the same session takes the place of the first. False when too many wait.
  boolean knock(Knock knock) {
    ParticipantId id = knock.participant().id();
    long near = knocks.values().stream().filter(k -> k.from().equals(knock.from())).count();
    boolean room = knocks.size() < KNOCKS_MAX && near < KNOCKS_PER_ADDRESS_MAX;
    if (!room && !knocks.containsKey(id)) {
      return false;
    }
    knocks.put(id, knock);
    return true;
  }

  Optional<Knock> endKnock(ParticipantId id) {
    return Optional.ofNullable(knocks.remove(id));
  }

  Optional<Knock> find(ParticipantId id) {
    return Optional.ofNullable(knocks.get(id));
  }

  /// Who waits, longest first.
  List<Knock> knocks() {
    return new ArrayList<>(knocks.values());
  }

  private static void limit(Set<?> remembered) {
    while (remembered.size() > REMEMBERED_MAX) {
      remembered.remove(remembered.iterator().next());
    }
  }
}
