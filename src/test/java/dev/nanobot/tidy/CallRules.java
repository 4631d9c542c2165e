package dev.nanobot.tidy;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// What is not written, and what is written instead.
final class CallRules {
  private static final String START = "World.start";
  private static final String NOW = "World.now";
  private static final String CHANCE = "World.chance";

  private record Ban(Pattern code, String instead) {}

  /// In every package but `world`, the one that does these things for all.
  private static final List<Ban> OUTSIDE_WORLD =
      List.of(
          ban("synchronized\\b", "an owner thread or a row of the store"),
          ban("\\w+\\.wait\\(", "Bell.await"),
          ban("(?<=[;{})>]\\s{0,99})wait\\(", "Bell.await"),
          ban("notify(All)?\\(\\)", "Bell.ring"),
          ban("Thread\\.sleep\\b", "World.sleep"),
          ban("TimeUnit\\.\\w+\\.sleep\\b", "World.sleep"),
          ban("(Instant|(Local|Zoned|Offset)(Date|Time|DateTime))\\.now\\(", NOW),
          ban("Clock\\.system\\w*", NOW),
          ban("System(\\.|::)currentTimeMillis\\b", NOW),
          ban("System(\\.|::)nanoTime\\b", "World.nanos"),
          ban("UUID(\\.|::)randomUUID\\b", "World.id"),
          ban("new Random\\b", CHANCE),
          ban("Math(\\.|::)random\\b", CHANCE),
          ban("ThreadLocalRandom\\b", CHANCE),
          ban("SecureRandom\\b", "World.id"),
          ban("new Thread\\b", START),
          ban("Thread\\.(ofVirtual|ofPlatform|startVirtualThread)\\b", START),
          ban("Executors\\b", START),
          ban("new Timer\\b", START),
          ban("CompletableFuture\\.(supply|run)Async\\b", START));

  private static final List<Ban> ANYWHERE =
      List.of(
          ban("\\w+\\.printStackTrace\\(\\)", "a log line"),
          ban("catch \\([^)]*\\) \\{\\s*\\}", "a decision, with its reason"),
          ban("(class|interface|record) \\w+(Impl|Manager|Service|Helper|Utils?)\\b", "a noun"),
          ban("(class|interface) Abstract\\w+", "a noun"));

  /// Looked for in comments and literals too.
  private static final List<Ban> IN_TEXT =
      List.of(
          ban("(TODO|FIXME)\\b", "the work, done"),
          new Ban(Pattern.compile("/work/|/root/|/home/[a-z]|/Users/"), "a path from outside"),
          new Ban(
              Pattern.compile("repo1?\\.maven\\.|registry\\.npmjs|pypi\\.org|artifactory"),
              "nothing: code names no registry"));

  private CallRules() {}

  static List<String> problems(List<Source> sources) {
    List<String> problems = new ArrayList<>();
    for (Source source : sources) {
      boolean isWorld = source.packageName().equals("dev.nanobot.world");
      if (!isWorld) check(source, source.code(), OUTSIDE_WORLD, problems);
      check(source, source.code(), ANYWHERE, problems);
      check(source, source.text(), IN_TEXT, problems);
    }
    return problems;
  }

  private static void check(Source source, String text, List<Ban> bans, List<String> problems) {
    for (Ban ban : bans) {
      var found = ban.code().matcher(text);
      while (found.find()) {
        String what = found.group().strip() + " is banned, use " + ban.instead();
        problems.add(source.at(found.start(), what));
      }
    }
  }

  private static Ban ban(String code, String instead) {
    return new Ban(Pattern.compile("(?<![\\w.])" + code), instead);
  }
}
