package dev.tincan.calls.call;

/// A call that does not exist yet: it has to be stored first [S17].
///
/// @param hostKey in the clear only here, for who asked for the call
public record NewCall(StoredCall stored, HostKey hostKey) {}
