package dev.tincan.calls.call;

/// What is stored of a passphrase: the parameters, salt and result of a slow hash.
public record PassphraseHash(String encoded) {

  @Override
  public String toString() {
    return "PassphraseHash[…]";
  }
}
