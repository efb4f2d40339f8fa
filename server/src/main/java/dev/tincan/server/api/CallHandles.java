package dev.tincan.server.api;

import dev.tincan.calls.call.CallRef;
import dev.tincan.stun.auth.Hmac;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Names of calls by which an administrator can act on them but not join them: who looks after the
/// server need not be able to walk into every call. Good until the server stops.
final class CallHandles {
  private static final int SECRET_BYTES = 32;
  private static final int HANDLE_BYTES = 12;

  private final byte[] secret = new byte[SECRET_BYTES];

  CallHandles(RandomGenerator random) {
    random.nextBytes(secret);
  }

  String of(CallRef call) {
    byte[] hash = Hmac.SHA256.sign(secret, call.value().getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(hash, 0, HANDLE_BYTES);
  }

  Optional<CallRef> find(String handle, List<CallRef> calls) {
    return calls.stream().filter(call -> of(call).equals(handle)).findAny();
  }
}
