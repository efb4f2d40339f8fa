package dev.tincan.turn.allocation;

import org.jspecify.annotations.Nullable;

/// Channels by number, looked up for every packet and therefore without boxing: open addressing
/// with linear probing, rebuilt when channels go.
final class ChannelTable {
  private static final int SIZE_MIN = 8;

  private @Nullable ChannelBinding[] slots = new ChannelBinding[SIZE_MIN];
  private int count;

  /// Data lane. Null when nobody is bound to the number.
  @Nullable ChannelBinding get(int number) {
    int mask = slots.length - 1;
    for (int i = number & mask; ; i = i + 1 & mask) {
      ChannelBinding found = slots[i];
      if (found == null || found.number() == number) {
        return found;
      }
    }
  }

  void put(ChannelBinding binding) {
    if (get(binding.number()) == null && 2 * ++count > slots.length) {
      rehash(slots.length * 2, Long.MIN_VALUE, false);
    }
    insert(binding);
  }

  /// Takes out those whose time is over.
  void removeExpired(long nowNanos) {
    rehash(slots.length, nowNanos, true);
  }

  private void rehash(int size, long nowNanos, boolean aliveOnly) {
    ChannelBinding[] old = slots;
    slots = new ChannelBinding[size];
    count = aliveOnly ? 0 : count;
    for (ChannelBinding binding : old) {
      if (binding != null && !(aliveOnly && binding.isExpired(nowNanos))) {
        insert(binding);
        count += aliveOnly ? 1 : 0;
      }
    }
  }

  private void insert(ChannelBinding binding) {
    int mask = slots.length - 1;
    int i = binding.number() & mask;
    while (true) {
      ChannelBinding found = slots[i];
      if (found == null || found.number() == binding.number()) {
        slots[i] = binding;
        return;
      }
      i = i + 1 & mask;
    }
  }

  int count() {
    return count;
  }
}
