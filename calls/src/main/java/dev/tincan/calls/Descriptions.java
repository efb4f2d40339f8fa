package dev.tincan.calls;

/// What a session description in the body of a [dev.tincan.calls.message.Signal] says, as far as the server has to know.
final class Descriptions {

  private static final String LINE_END = "\\n";

  /// What no description has, and what lines could be hidden in.
  private static final String BACKSLASH = "\\\\";

  private Descriptions() {}

  /// Whether it offers to send sound or pictures: an audio or video section whose direction is
  /// neither `recvonly` nor `inactive` (RFC 8866 §6.7; without one it is `sendrecv`). The line ends
  /// are those of the JSON text.
  static boolean sendsMedia(String body) {
    if (body.contains(BACKSLASH) || body.replace("\\r\\n", "").contains("\\r")) {
      return true;
    }
    boolean media = false;
    boolean sends = false;
    for (int start = 0; start < body.length(); ) {
      int end = body.indexOf(LINE_END, start);
      end = end < 0 ? body.length() : end;
      if (body.startsWith("m=", start)) {
        if (sends) {
          return true;
        }
        media = body.startsWith("m=audio", start) || body.startsWith("m=video", start);
        sends = media;
      } else if (media
          && (body.startsWith("a=recvonly", start) || body.startsWith("a=inactive", start))) {
        sends = false;
      } else if (media
          && (body.startsWith("a=sendrecv", start) || body.startsWith("a=sendonly", start))) {
        return true;
      }
      start = end + LINE_END.length();
    }
    return sends;
  }
}
