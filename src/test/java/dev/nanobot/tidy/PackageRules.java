package dev.nanobot.tidy;

import static java.util.Map.entry;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Who may use whom: arrows only downward, siblings never meet, no cycle.
final class PackageRules {
  private static final Set<String> PLUG_IN = Set.of("message", "http", "world");
  private static final Set<String> AGENT = with(PLUG_IN, "provider", "tool");
  private static final Set<String> GATEWAY = with(AGENT, "agent", "store", "channel");
  private static final Set<String> WEB = with(GATEWAY, "gateway");
  private static final Set<String> API = with(WEB, "web");
  private static final Set<String> APP = with(API, "api", "page");

  private static final Map<String, Set<String>> MAY_USE =
      Map.ofEntries(
          entry("world", Set.of()),
          entry("message", Set.of("world")),
          entry("http", Set.of("world", "message")),
          entry("store", PLUG_IN),
          entry("provider", PLUG_IN),
          entry("tool", PLUG_IN),
          entry("channel", PLUG_IN),
          entry("agent", AGENT),
          entry("gateway", GATEWAY),
          entry("web", WEB),
          entry("api", API),
          entry("page", Set.of("web")),
          entry("app", APP),
          entry("cli", with(APP, "app")));

  private static final Pattern USE = Pattern.compile("\\bdev\\.nanobot\\.([a-z]\\w*)");

  private PackageRules() {}

  static List<String> problems(List<Source> sources) {
    List<String> problems = new ArrayList<>();
    for (Source source : sources) checkUses(source, problems);
    checkPackageInfos(sources, problems);
    for (String cycle : cycles(sources)) problems.add("in a circle of packages: " + cycle);
    return problems;
  }

  /// The packages that reach themselves.
  static Set<String> cycles(List<Source> sources) {
    Map<String, Set<String>> uses = uses(sources);
    Set<String> cycles = new TreeSet<>();
    for (String start : uses.keySet()) {
      if (reached(start, uses).contains(start)) cycles.add(start);
    }
    return cycles;
  }

  private static void checkUses(Source source, List<String> problems) {
    String own = area(source.packageName());
    Set<String> may = MAY_USE.get(own);
    if (may == null) {
      problems.add(source.path() + ": package " + own + " is not in the table of packages");
      return;
    }
    var use = USE.matcher(source.code());
    while (use.find()) {
      String other = use.group(1);
      if (!other.equals(own) && !may.contains(other)) {
        problems.add(source.at(use.start(), own + " may not use " + other));
      }
    }
  }

  private static void checkPackageInfos(List<Source> sources, List<String> problems) {
    Set<String> all = new TreeSet<>();
    Set<String> marked = new TreeSet<>();
    for (Source source : sources) {
      all.add(source.packageName());
      boolean isMarked = source.code().contains("@NullMarked");
      if (source.path().endsWith("package-info.java") && isMarked) marked.add(source.packageName());
    }
    all.removeAll(marked);
    for (String name : all) problems.add(name + ": needs a package-info.java with @NullMarked");
  }

  private static Map<String, Set<String>> uses(List<Source> sources) {
    Map<String, Set<String>> uses = new TreeMap<>();
    for (Source source : sources) {
      String own = area(source.packageName());
      var targets = uses.computeIfAbsent(own, name -> new TreeSet<>());
      USE.matcher(source.code())
          .results()
          .map(use -> use.group(1))
          .filter(o -> !o.equals(own))
          .forEach(targets::add);
    }
    return uses;
  }

  private static Set<String> reached(String start, Map<String, Set<String>> uses) {
    Set<String> reached = new TreeSet<>();
    List<String> open = new ArrayList<>(uses.getOrDefault(start, Set.of()));
    while (!open.isEmpty()) {
      String next = open.removeLast();
      if (reached.add(next)) open.addAll(uses.getOrDefault(next, Set.of()));
    }
    return reached;
  }

  /// The first part below `dev.nanobot`.
  private static String area(String packageName) {
    String[] parts = packageName.split("\\.", -1);
    return parts.length > 2 ? parts[2] : packageName;
  }

  private static Set<String> with(Set<String> some, String... more) {
    Set<String> all = new TreeSet<>(some);
    all.addAll(List.of(more));
    return Set.copyOf(all);
  }
}
