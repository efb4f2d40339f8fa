package dev.tincan.calls.message;

/// What one browser tells another about the connection between them.
///
/// @param body as the codec reads and writes it; passed on untouched
public record Signal(Kind kind, String body) {

  public enum Kind {
    CREATE_OFFER("createOffer"),
    CREATE_ANSWER("createAnswer"),
    ADD_ICE_CANDIDATE("addIceCandidate");

    private final String wire;

    Kind(String wire) {
      this.wire = wire;
    }

    /// The type of the envelope.
    public String wire() {
      return wire;
    }
  }

  /// A description and a candidate hold addresses.
  @Override
  public String toString() {
    return "Signal[" + kind + ", " + body.length() + " chars]";
  }
}
