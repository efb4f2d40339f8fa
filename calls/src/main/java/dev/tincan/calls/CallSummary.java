package dev.tincan.calls;

import dev.tincan.calls.call.CallState;
import dev.tincan.calls.call.Participant;
import java.util.List;

/// A call as it is now, for those outside of it.
public record CallSummary(CallState state, List<Participant> participants) {}
