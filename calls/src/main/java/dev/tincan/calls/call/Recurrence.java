package dev.tincan.calls.call;

/// How a call comes again: an `RRULE` of RFC 5545.
public record Recurrence(String rule) {}
