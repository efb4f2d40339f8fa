package dev.tincan.turn.allocation;

import java.util.function.Predicate;
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
      rehash(slots.length * 2, _ -> true);
    }
    insert(binding);
  }

  /// Takes out those whose time is over.
  void removeExpired(long nowNanos) {
    count = rehash(slots.length, binding -> !binding.isExpired(nowNanos));
  }

  /// Gives how many were kept.
  private int rehash(int size, Predicate<ChannelBinding> kept) {
    ChannelBinding[] old = slots;
    slots = new ChannelBinding[size];
    int inserted = 0;
    for (ChannelBinding binding : old) {
      if (binding != null && kept.test(binding)) {
        insert(binding);
        inserted++;
      }
    }
    return inserted;
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
