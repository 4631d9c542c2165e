package dev.nanobot.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/// The tables of `docs/channels.md` say what the tests are. From the command line it prints the
/// first, to be put there.
final class PromisesTest {
  private static final Path DOCUMENT = Path.of("docs", "channels.md");
  private static final Path TESTS = Path.of("src/test/java/dev/nanobot");
  private static final List<Class<?>> CONTRACTS =
      List.of(ChannelContract.class, GateContract.class, PlatformContract.class);
  private static final Map<String, Class<?>> CHANNELS = channels();

  /// A test of the web's table: `Class.method`.
  private static final Pattern SHOWN_BY = Pattern.compile("\\| `(\\w+)\\.(\\w+)` \\|");

  private static Map<String, Class<?>> channels() {
    Map<String, Class<?>> channels = new LinkedHashMap<>();
    channels.put("stdio", StdioTest.class);
    channels.put("Telegram", TelegramTest.class);
    channels.put("Mochat", MochatTest.class);
    channels.put("Email", EmailTest.class);
    channels.put("example", LinechatTest.class);
    return channels;
  }

  public static void main(String[] args) {
    System.out.print(table());
  }

  @Test
  void theTableOfPromisesIsThatOfTheTests() throws IOException {
    assertThat(Files.readString(DOCUMENT)).contains(table());
  }

  @Test
  void whatShowsThePromisesOfTheWebIsThere() throws IOException {
    List<String> missing = new ArrayList<>();
    int shown = 0;
    Matcher found = SHOWN_BY.matcher(Files.readString(DOCUMENT));
    while (found.find()) {
      shown++;
      boolean isThere = test(found.group(1)).contains(" void " + found.group(2) + "(");
      if (!isThere) missing.add(found.group(1) + "." + found.group(2));
    }
    assertThat(missing).isEmpty();
    assertThat(shown).isGreaterThan(5);
  }

  @Test
  void everyTestOfAContractIsInTheTable() throws IOException {
    try (Stream<Path> files = Files.list(TESTS.resolve("channel"))) {
      List<String> bound =
          files
              .filter(file -> text(file).matches("(?s).* extends \\w+Contract \\{.*"))
              .map(file -> file.getFileName().toString().replace(".java", ""))
              .filter(name -> name.endsWith("Test"))
              .sorted()
              .toList();
      assertThat(bound)
          .isEqualTo(CHANNELS.values().stream().map(Class::getSimpleName).sorted().toList());
    }
  }

  private static String table() {
    var table = new StringBuilder("| promise | " + String.join(" | ", CHANNELS.keySet()) + " |\n");
    table.append("|---".repeat(1 + CHANNELS.size())).append("|\n");
    for (Class<?> contract : CONTRACTS) {
      for (String promise : promises(contract)) {
        table.append("| ").append(sentence(promise));
        for (Class<?> channel : CHANNELS.values()) {
          table.append(" | ").append(cell(contract, channel, promise));
        }
        table.append(" |\n");
      }
    }
    return table.toString();
  }

  private static TreeSet<String> promises(Class<?> contract) {
    var promises = new TreeSet<String>();
    Arrays.stream(contract.getDeclaredMethods())
        .filter(PromisesTest::isTest)
        .forEach(method -> promises.add(method.getName()));
    return promises;
  }

  private static boolean isTest(Method method) {
    return method.isAnnotationPresent(Test.class)
        || method.isAnnotationPresent(ParameterizedTest.class);
  }

  private static String cell(Class<?> contract, Class<?> channel, String promise) {
    if (!contract.isAssignableFrom(channel)) return "";
    boolean isOwn =
        Arrays.stream(channel.getDeclaredMethods())
            .anyMatch(method -> method.getName().equals(promise));
    return isOwn ? "otherwise" : "yes";
  }

  /// The words of a name.
  private static String sentence(String name) {
    var words = new StringBuilder();
    for (char c : name.toCharArray()) {
      if (Character.isUpperCase(c)) words.append(' ');
      words.append(Character.toLowerCase(c));
    }
    return words.toString();
  }

  private static String test(String name) throws IOException {
    try (Stream<Path> files = Files.walk(TESTS)) {
      return files
          .filter(file -> file.endsWith(name + ".java"))
          .map(PromisesTest::text)
          .findFirst()
          .orElse("");
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
