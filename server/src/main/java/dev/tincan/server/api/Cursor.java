package dev.tincan.server.api;

import dev.tincan.calls.call.CallId;
import dev.tincan.calls.call.Schedule;
import dev.tincan.calls.call.StoredCall;
import dev.tincan.server.store.CallFilter.Place;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;

/// Where the next page of calls begins, as text that only this server reads.
final class Cursor {
  private Cursor() {}

  static Place placeOf(StoredCall call) {
    return new Place(
        call.plan().schedule().map(Schedule::startsAt).orElse(call.createdAt()), call.id());
  }

  static String write(Place place) {
    String text = place.time().toEpochMilli() + "." + place.call().value();
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.US_ASCII));
  }

  static Place read(String cursor) throws Refused {
    try {
      String text =
          new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.ISO_8859_1);
      int dot = text.indexOf('.');
      if (dot > 0) {
        return new Place(
            Instant.ofEpochMilli(Long.parseLong(text.substring(0, dot))),
            new CallId(text.substring(dot + 1)));
      }
    } catch (IllegalArgumentException noCursor) {
      // Said below.
    }
    throw Members.wrong("'cursor' must be what 'next' of the page before says.");
  }
}
