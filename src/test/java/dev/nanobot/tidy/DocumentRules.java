package dev.nanobot.tidy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Documents that lead somewhere, and decisions that can be found.
final class DocumentRules {
  private static final int DECISION_LINES_MAX = 40;
  private static final int AGENTS_LINES_MAX = 60;
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern ELSEWHERE = Pattern.compile("^([a-z][a-z0-9+.-]*:|#).*");
  private static final Pattern DECISION = Pattern.compile("\\d{4}-[a-z0-9-]+\\.md");
  private static final List<String> PARTS =
      List.of("Status", "Context", "Decision", "Consequences");

  private DocumentRules() {}

  /// Checks the documents of the repository at `root`.
  static List<String> problems(Path root) {
    List<String> problems = new ArrayList<>();
    for (Path document : documents(root)) checkLinks(root, document, problems);
    Path decisions = root.resolve("docs/adr");
    if (Files.isDirectory(decisions)) {
      for (Path decision : listed(decisions)) checkDecision(decision, problems);
    }
    Path agents = root.resolve("AGENTS.md");
    if (Files.exists(agents) && read(agents).lines().count() > AGENTS_LINES_MAX) {
      problems.add("AGENTS.md: more than " + AGENTS_LINES_MAX + " lines");
    }
    return problems;
  }

  private static void checkLinks(Path root, Path document, List<String> problems) {
    LINK.matcher(read(document))
        .results()
        .map(found -> found.group(1))
        .forEach(
            link -> {
              if (ELSEWHERE.matcher(link).matches()) return;
              Path target = document.resolveSibling(link.replaceFirst("#.*", ""));
              if (!Files.exists(target)) {
                problems.add(root.relativize(document) + ": a link leads nowhere: " + link);
              }
            });
  }

  private static void checkDecision(Path decision, List<String> problems) {
    String name = decision.getFileName().toString();
    if (name.equals("README.md")) return;
    if (!DECISION.matcher(name).matches()) {
      problems.add(name + ": a decision's file is named NNNN-title.md");
    }
    String text = read(decision);
    for (String part : PARTS) {
      if (text.lines().noneMatch(line -> line.matches("#+ " + part + "\\b.*"))) {
        problems.add(name + ": a decision has the heading " + part);
      }
    }
    if (text.lines().count() > DECISION_LINES_MAX) {
      problems.add(name + ": a decision has at most " + DECISION_LINES_MAX + " lines");
    }
    Path index = decision.resolveSibling("README.md");
    if (!Files.exists(index) || !read(index).contains("(" + name + ")")) {
      problems.add(name + ": not listed in docs/adr/README.md");
    }
  }

  private static List<Path> documents(Path root) {
    List<Path> documents = new ArrayList<>();
    for (Path file : listed(root)) if (file.toString().endsWith(".md")) documents.add(file);
    Path docs = root.resolve("docs");
    if (!Files.isDirectory(docs)) return documents;
    try (Stream<Path> files = Files.walk(docs)) {
      files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(documents::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return documents;
  }

  private static List<Path> listed(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
