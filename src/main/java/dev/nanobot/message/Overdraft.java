package dev.nanobot.message;

/// A question would pass a limit of `budgets`: `scope` names it as the configuration does. All
/// amounts are tokens, or millionths of money. `used` contains what is set aside for questions
/// that are being answered.
public record Overdraft(String scope, boolean isMoney, long used, long wanted, long max) {}
