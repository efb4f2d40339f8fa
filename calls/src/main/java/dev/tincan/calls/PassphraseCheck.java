package dev.tincan.calls;

/// Names a passphrase that is being hashed or compared, which takes too long to wait for.
public record PassphraseCheck(long number) {}
