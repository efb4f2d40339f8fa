package dev.tincan.server.api;

/// Who sent a request.
///
/// @param name tells callers apart: the id of an API key, or `host:` and the id of a call
/// @param program has an API key, which somebody gave it; anybody can be the host of a call
record Caller(String name, boolean program) {}
