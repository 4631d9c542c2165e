package dev.nanobot.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AssetsTest {
  private static final int CHAT_BYTES_MAX = 300_000;
  private static final int MODULE_LINES_MAX = 400;
  private static final int MODULE_COLUMNS_MAX = 115;
  private static final Path SOURCE = Path.of("src/main/resources/dev/nanobot/page");
  private static final Pattern STATIC =
      Pattern.compile(
          "(?:import|export)[^;']*?from ?['\"]([^'\"]+)['\"]|import ?['\"]([^'\"]+)['\"]");
  private static final Pattern NAMED =
      Pattern.compile("(?:src|href)=\"/assets/\\{version}/([^\"]+)\"");

  private static String text(String name) {
    return new String(Assets.assets().file(name).orElseThrow().bytes(), UTF_8);
  }

  private static List<String> modules() {
    return Assets.own().stream().filter(name -> name.endsWith(".js")).toList();
  }

  @Test
  void everyFileOfALibraryIsTheOneThatWasChosen() {
    for (Assets.Library library : Assets.libraries()) {
      byte[] digest = Assets.sha256().digest(Assets.read(library.resource()));
      assertThat(HexFormat.of().formatHex(digest)).as(library.path()).isEqualTo(library.sha256());
    }
  }

  @Test
  void everyLibraryComesWithItsLicence() {
    Set<String> libraries = new TreeSet<>();
    Set<String> licensed = new TreeSet<>();
    for (String name : names()) {
      if (!name.startsWith("lib/")) continue;
      String library = name.split("/")[1];
      libraries.add(library);
      if (name.endsWith("LICENSE")) licensed.add(library);
    }
    if (names().contains("licences/highlightjs.txt")) licensed.add("highlightjs");
    assertThat(libraries).hasSize(6);
    assertThat(licensed).containsAll(libraries);
  }

  private static List<String> names() {
    List<String> names = new ArrayList<>(Assets.own());
    for (Assets.Library library : Assets.libraries()) {
      if (!library.path().endsWith(".svg")) names.add(library.name());
    }
    return names;
  }

  @Test
  void theListNamesEveryFileOfThePage() throws IOException {
    try (Stream<Path> files = Files.walk(SOURCE)) {
      List<String> there =
          files
              .filter(Files::isRegularFile)
              .map(file -> SOURCE.relativize(file).toString())
              .filter(name -> name.contains("/") || !name.endsWith(".txt"))
              .sorted()
              .toList();
      assertThat(Assets.own()).isEqualTo(there);
    }
  }

  @Test
  void aChatIsLight() {
    long bytes = 0;
    for (String name : loadedWithTheChat()) {
      bytes += Assets.assets().file(name).orElseThrow().gzip().length;
    }
    assertThat(bytes).isBetween(50_000L, (long) CHAT_BYTES_MAX);
  }

  /// What the page names, and what its modules import at once.
  private static Set<String> loadedWithTheChat() {
    Deque<String> next = new ArrayDeque<>(List.of(Assets.ICONS));
    NAMED
        .matcher(new String(Assets.read(Assets.INDEX), UTF_8))
        .results()
        .forEach(named -> next.add(named.group(1)));
    Set<String> loaded = new LinkedHashSet<>(Set.of(Assets.INDEX));
    while (!next.isEmpty()) {
      String name = next.remove();
      boolean isModule = name.startsWith("js/") || name.startsWith("lib/lit-html/");
      if (!loaded.add(name) || !isModule) continue;
      for (String imported : imports(name)) {
        next.add(Path.of(name).resolveSibling(imported).normalize().toString());
      }
    }
    return loaded;
  }

  private static List<String> imports(String module) {
    return STATIC
        .matcher(text(module))
        .results()
        .map(found -> found.group(1) == null ? found.group(2) : found.group(1))
        .toList();
  }

  @Test
  void everyImportLeadsToAFileThatIsServed() {
    for (String module : modules()) {
      for (String imported : imports(module)) {
        assertThat(imported).as(module).startsWith(".");
        String name = Path.of(module).resolveSibling(imported).normalize().toString();
        assertThat(Assets.assets().file(name)).as(module + " imports " + imported).isPresent();
      }
    }
  }

  @Test
  void noModuleMakesHtmlOfTextOrStylesOfAttributes() {
    for (String module : modules()) {
      assertThat(text(module))
          .as(module)
          .doesNotContainPattern(
              "(inner|outer|unsafe|insertAdjacent)HTML|document\\.write|DOMParser|\\beval\\(")
          .doesNotContainPattern("<[a-z][^>]* style=");
    }
  }

  @Test
  void modulesAreSmall() {
    for (String name : Assets.own()) {
      List<String> lines = text(name).lines().toList();
      assertThat(lines.size()).as(name).isLessThanOrEqualTo(MODULE_LINES_MAX);
      assertThat(lines.stream().filter(line -> line.length() > MODULE_COLUMNS_MAX))
          .as(name)
          .isEmpty();
    }
  }

  @Test
  void everyIconThatIsNamedIsThere() {
    String sprite = text(Assets.ICONS);
    Pattern named =
        Pattern.compile(
            "\\bicon\\('([a-z0-9-]+)'\\)|icon: '([a-z0-9-]+)'|iconButton\\('([a-z0-9-]+)'");
    for (String module : modules()) {
      named
          .matcher(text(module))
          .results()
          .forEach(
              found -> {
                for (int i = 1; i <= 3; i++) {
                  if (found.group(i) != null)
                    assertThat(sprite).as(module).contains("id=\"" + found.group(i) + "\"");
                }
              });
    }
  }
}
