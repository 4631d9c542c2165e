package dev.nanobot.app;

import java.util.Optional;

/// Which version of the program this is.
public final class Version {
  private Version() {}

  /// As it was built; `development` where it was not packaged.
  public static String text() {
    return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
        .orElse("development");
  }
}
