package dev.nanobot.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Each rule bites on a small bad sample, and leaves a good one alone.
class TidyRulesTest {
  private static final String REGISTER =
      """
      | field | written by | read by | guard | explored by |
      |---|---|---|---|---|
      | `store/Cell.value` | any | any | volatile | `CellRaceTest` |
      """;

  private static final Source CELL_TEST = Source.of("dev/nanobot/store/CellRaceTest.java", "");

  // ---- packages

  @Test
  void aPlugInMayNotUseItsSibling() {
    assertThat(
            PackageRules.problems(
                List.of(marked("store"), in("store", "import dev.nanobot.tool.Tool;"))))
        .singleElement()
        .asString()
        .endsWith("store may not use tool");
  }

  @Test
  void aUseWithoutAnImportIsSeen() {
    assertThat(
            PackageRules.problems(
                List.of(
                    marked("message"), in("message", "class A { dev.nanobot.agent.Turn turn; }"))))
        .singleElement()
        .asString()
        .endsWith("message may not use agent");
  }

  @Test
  void aUseOfWhatIsBelowPasses() {
    assertThat(
            PackageRules.problems(
                List.of(
                    marked("agent"),
                    in("agent", "import static dev.nanobot.tool.Tool.of;"),
                    in("agent", "/// Not like dev.nanobot.gateway.Crew.\nclass A {}"))))
        .isEmpty();
  }

  @Test
  void aPackageOutsideTheTableIsSeen() {
    assertThat(PackageRules.problems(List.of(marked("util"))))
        .singleElement()
        .asString()
        .contains("not in the table");
  }

  @Test
  void aPackageWithoutNullMarkedIsSeen() {
    assertThat(PackageRules.problems(List.of(in("store", "class A {}"))))
        .singleElement()
        .asString()
        .startsWith("dev.nanobot.store: needs a package-info");
  }

  @Test
  void aCircleOfThreePackagesIsSeen() {
    assertThat(
            PackageRules.cycles(
                List.of(
                    in("world", "import dev.nanobot.store.A;"),
                    in("store", "import dev.nanobot.agent.B;"),
                    in("agent", "import dev.nanobot.world.C;"),
                    in("cli", "import dev.nanobot.agent.D;"))))
        .containsExactly("agent", "store", "world");
  }

  // ---- calls

  @ParameterizedTest
  @ValueSource(
      strings = {
        "synchronized (this) {}",
        "lock.wait();",
        "wait(5);",
        "notifyAll();",
        "Thread.sleep(1);",
        "TimeUnit.SECONDS.sleep(1);",
        "Instant.now();",
        "LocalDate.now();",
        "Clock.systemUTC();",
        "System.currentTimeMillis();",
        "System.nanoTime();",
        "run(System::nanoTime);",
        "UUID.randomUUID();",
        "new Random(1);",
        "Math.random();",
        "ThreadLocalRandom.current();",
        "new SecureRandom();",
        "new Thread(r);",
        "Thread.ofVirtual();",
        "Thread.startVirtualThread(r);",
        "Executors.newCachedThreadPool();",
        "CompletableFuture.supplyAsync(s);",
        "e.printStackTrace();",
        "try { a(); } catch (IOException e) { }",
        "try { a(); } catch (IOException e) { /* never */ }",
        "record StoreManager() {}",
        "class AbstractTool {}",
        "// TODO more",
        "// FIXME",
        "String home = \"/root/.nanobot\";",
        "String jars = \"https://repo1.maven.org/\";"
      })
  void aBannedLineIsSeen(String line) {
    var source = in("store", "class A { void a() { " + line + "\n}}");
    var problems = CallRules.problems(List.of(source));
    assertThat(problems).singleElement().asString().startsWith("dev/nanobot/store/A.java:2: ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "world.now();",
        "bell.await(timeout);",
        "world.sleep(pause);",
        "String s = \"Thread.sleep\";",
        "// Instant.now() is for the world",
        "/* new Thread() */",
        "process.waitFor();",
        "char c = '\"'; // synchronized",
        "String s = \"\"\"\n Thread.sleep \"quoted\" \"\"\";",
        "String s = \"\\\"\"; // new Random",
        "Instant.parse(text);",
        "task.await(1);",
        "Duration pause = wait(1);",
        "return wait(1);"
      })
  void aHarmlessLinePasses(String line) {
    var source = in("store", "class A { void a() { " + line + "\n}}");
    assertThat(CallRules.problems(List.of(source))).isEmpty();
  }

  @Test
  void theWorldMayReadTheClock() {
    assertThat(CallRules.problems(List.of(in("world", "class A { long a = System.nanoTime(); }"))))
        .isEmpty();
  }

  // ---- the register

  @ParameterizedTest
  @ValueSource(
      strings = {
        "volatile int a;",
        "AtomicLong a;",
        "ConcurrentHashMap<A, B> a;",
        "ReentrantLock a;",
        "LinkedBlockingQueue<A> a;",
        "ArrayBlockingQueue<A> a;"
      })
  void aSharedFieldOutsideTheRegisterIsSeen(String field) {
    var problems = Register.read("").problems(List.of(in("store", field)), List.of());
    assertThat(problems).singleElement().asString().contains("outside the register");
  }

  @Test
  void aSharedFieldInTheRegisterPasses() {
    assertThat(Register.read(REGISTER).problems(List.of(cell()), List.of(CELL_TEST))).isEmpty();
  }

  @Test
  void aRowWithoutItsTestIsSeen() {
    assertThat(Register.read(REGISTER).problems(List.of(cell()), List.of()))
        .singleElement()
        .asString()
        .endsWith("a test that is not there: CellRaceTest");
    assertThat(
            Register.read(REGISTER.replace("`CellRaceTest`", "nothing"))
                .problems(List.of(cell()), List.of()))
        .singleElement()
        .asString()
        .endsWith("no test");
  }

  @Test
  void aRowWithoutItsFieldIsSeen() {
    Source other = Source.of("dev/nanobot/store/Cell.java", "package dev.nanobot.store;");
    assertThat(Register.read(REGISTER).problems(List.of(other), List.of(CELL_TEST)))
        .singleElement()
        .asString()
        .endsWith("a field that is not there");
  }

  @Test
  void aRegisterOfSixteenRowsIsTooLong() {
    String long16 = REGISTER + REGISTER.lines().toList().getLast().concat("\n").repeat(15);
    assertThat(Register.read(long16).problems(List.of(cell()), List.of(CELL_TEST)))
        .containsExactly("the register has 16 rows, more than 15");
  }

  // ---- sizes

  @Test
  void aFileOf401LinesIsTooLong() {
    assertThat(SizeRules.problems(List.of(in("store", "\n".repeat(399) + "class A {}"))))
        .containsExactly("dev/nanobot/store/A.java: 401 lines, more than 400");
    assertThat(SizeRules.problems(List.of(in("store", "\n".repeat(398) + "class A {}")))).isEmpty();
  }

  @Test
  void aMethodOf61LinesIsTooLong() {
    assertThat(SizeRules.problems(List.of(in("store", method(61)))))
        .containsExactly("dev/nanobot/store/A.java:3: a has 61 lines, more than 60");
    assertThat(SizeRules.problems(List.of(in("store", method(60))))).isEmpty();
  }

  @Test
  void aLineOf101ColumnsIsTooLong() {
    assertThat(SizeRules.problems(List.of(in("store", "// " + "x".repeat(98)))))
        .containsExactly("dev/nanobot/store/A.java:2: 101 columns, more than 100");
    assertThat(SizeRules.problems(List.of(in("store", "// " + "x".repeat(97))))).isEmpty();
  }

  @Test
  void aDocCommentThatIsTornIsSeen() {
    assertThat(SizeRules.problems(List.of(in("store", "/// One\n// two\n/// three\nclass A {}"))))
        .containsExactly("dev/nanobot/store/A.java:3: a doc comment is torn");
    assertThat(SizeRules.problems(List.of(in("store", "/// One\nclass A {} // two\n// three"))))
        .isEmpty();
  }

  @Test
  void aConstructorOfSevenParametersIsTooBig() {
    String seven = "(int a, int b, int c, int d, int e, int f, int g)";
    assertThat(SizeRules.problems(List.of(in("store", "class A { A" + seven + " {} }"))))
        .containsExactly("dev/nanobot/store/A.java:2: <init> has 7 parameters, more than 6");
    assertThat(SizeRules.problems(List.of(in("store", "record A" + seven + " { A { } }"))))
        .isEmpty();
  }

  // ---- documents

  @Test
  void aLinkThatLeadsNowhereIsSeen(@TempDir Path root) throws IOException {
    write(root, "README.md", "[a](docs/a.md#part) [b](docs/b.md) [c](https://example.org) [d](#d)");
    write(root, "docs/a.md", "[up](../README.md)");
    assertThat(DocumentRules.problems(root))
        .containsExactly("README.md: a link leads nowhere: docs/b.md");
  }

  @Test
  void aDecisionIsListedAndHasItsParts(@TempDir Path root) throws IOException {
    write(
        root,
        "docs/adr/0001-one-store.md",
        "# One store\n## Status\n## Context\n## Decision\n## Consequences\n");
    write(root, "docs/adr/0002-two-stores.md", "# Two\n## Status\n## Context\n## Decision\n");
    write(root, "docs/adr/README.md", "[1](0001-one-store.md)");
    assertThat(DocumentRules.problems(root))
        .containsExactly(
            "0002-two-stores.md: a decision has the heading Consequences",
            "0002-two-stores.md: not listed in docs/adr/README.md");
  }

  @Test
  void aDecisionOf41LinesIsTooLong(@TempDir Path root) throws IOException {
    write(
        root,
        "docs/adr/0001-long.md",
        "## Status\n## Context\n## Decision\n## Consequences\n" + "more\n".repeat(37));
    write(root, "docs/adr/README.md", "[1](0001-long.md)");
    assertThat(DocumentRules.problems(root))
        .containsExactly("0001-long.md: a decision has at most 40 lines");
  }

  // ---- samples

  private static Source in(String area, String code) {
    return Source.of(
        "dev/nanobot/" + area + "/A.java", "package dev.nanobot." + area + ";\n" + code);
  }

  private static Source marked(String area) {
    return Source.of(
        "dev/nanobot/" + area + "/package-info.java",
        "@NullMarked\npackage dev.nanobot." + area + ";");
  }

  private static Source cell() {
    return Source.of(
        "dev/nanobot/store/Cell.java",
        "package dev.nanobot.store; class Cell { volatile int value; }");
  }

  private static String method(int lines) {
    return "class A {\nvoid a() {" + "\n".repeat(lines - 1) + "}}";
  }

  private static void write(Path root, String path, String text) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
