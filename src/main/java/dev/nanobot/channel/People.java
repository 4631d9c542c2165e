package dev.nanobot.channel;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// How a platform names people, for the lists of settings: whoever is written in another way could
/// match nobody.
///
/// `expected` says what an id is: "the id of a person".
record People(Pattern id, String expected, String remedy) {
  /// Where any text may be an id.
  static final People ANY =
      new People(
          Pattern.compile("(?s).*\\S.*"),
          "the id of a person",
          "write ids as the platform has them");

  private static final String EVERYBODY = "*";

  /// Those of the key `owners`.
  ///
  /// @throws SettingsException for what is nobody's id, and for everybody
  Set<String> owners(List<String> written) {
    int everybody = written.indexOf(EVERYBODY);
    if (everybody >= 0) {
      throw new SettingsException(
          "owners[" + everybody + "]: everybody cannot be an owner",
          "name the owners; \"*\" in allowFrom lets everybody talk");
    }
    return ids("owners", written);
  }

  /// Those of the key `allowFrom`, where `*` is everybody.
  ///
  /// @throws SettingsException for what is nobody's id
  Set<String> allowed(List<String> written) {
    return ids("allowFrom", written);
  }

  private Set<String> ids(String key, List<String> written) {
    for (int i = 0; i < written.size(); i++) {
      String one = written.get(i);
      if (one.equals(EVERYBODY) || id.matcher(one).matches()) continue;
      throw new SettingsException(
          key + "[" + i + "]: expected " + expected + ", found \"" + one + "\"", remedy);
    }
    return Set.copyOf(written);
  }
}
