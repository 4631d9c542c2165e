package dev.nanobot.web;

/// Who may come a way.
public enum Access {
  /// Anybody: what is there tells nothing about anybody.
  OPEN,
  /// The owner, who proves it with the gateway's token or a cookie made from it.
  OWNER,
  /// The owner, who proves it with the token or a ticket that is good once: `?ticket=`.
  TICKET
}
