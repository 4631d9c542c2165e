package dev.nanobot.message;

/// Whose memory a caller has: the name of its scope. What is in one scope is never read in another.
public enum Sharing {
  /// Everybody's own; all callers who are the owner share one.
  PRINCIPAL,
  /// One for all.
  SHARED;

  /// The scope of the owner.
  public static final String OWNER = "owner";

  private static final String ALL = "shared";

  public String scope(Asker asker) {
    return this == SHARED ? ALL : own(asker.principal().id(), asker.trust());
  }

  /// The scope that a person at this machine sees: the owner's, or that of all.
  public String ownerScope() {
    return this == SHARED ? ALL : OWNER;
  }

  /// The scope of one principal alone.
  public static String own(String principal, Trust trust) {
    if (trust == Trust.OWNER) return OWNER;
    return principal.contains(":") ? principal : "principal:" + principal;
  }
}
