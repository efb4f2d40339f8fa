package dev.tincan.calls;

import java.util.Optional;

/// One envelope being handled: who asks, under which id, and in which step.
record Request(Visit visit, Optional<String> id, Step step) {}
