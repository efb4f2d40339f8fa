package dev.tincan.calls.message;

/// An offer or an answer, passed on untouched; `offerId` ties an answer to its offer.
public record SessionDescription(String sdp, String offerId) {

  /// An SDP holds addresses.
  @Override
  public String toString() {
    return "SessionDescription[" + sdp.length() + " chars, offer " + offerId + "]";
  }
}
