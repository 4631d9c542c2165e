package dev.nanobot.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The repository keeps its own rules. There is no list of exceptions: `TidyRulesTest` shows that
/// each rule bites.
class TidyTest {
  private static final Path ROOT = Path.of("").toAbsolutePath();
  private static final List<Source> MAIN = Source.below(ROOT.resolve("src/main/java"));
  private static final List<Source> TESTS = Source.below(ROOT.resolve("src/test/java"));

  @Test
  void packagesUseOnlyWhatIsBelowThem() {
    assertThat(PackageRules.problems(MAIN)).isEmpty();
  }

  @Test
  void timeThreadsAndChanceComeFromTheWorld() {
    assertThat(CallRules.problems(MAIN)).isEmpty();
  }

  @Test
  void everySharedFieldIsInTheRegister() throws IOException {
    assertThat(register().problems(MAIN, TESTS)).isEmpty();
  }

  @Test
  void nothingIsTooBig() {
    assertThat(SizeRules.problems(MAIN)).isEmpty();
    assertThat(SizeRules.problems(TESTS)).isEmpty();
  }

  @Test
  void documentsLeadSomewhere() {
    assertThat(DocumentRules.problems(ROOT)).isEmpty();
  }

  @Test
  void theFiguresArePrinted() throws IOException {
    Figures figures = Figures.of(MAIN, TESTS, register());
    System.out.println(figures);
    assertThat(figures.files()).isPositive();
  }

  private static Register register() throws IOException {
    return Register.read(Files.readString(ROOT.resolve("docs/CONCURRENCY.md")));
  }
}
