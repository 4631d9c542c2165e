package dev.nanobot.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.sim.FaultyDatabase.Mutant;
import dev.nanobot.sim.FaultyDatabase.Odds;
import dev.nanobot.sim.Scenario.Planted;
import dev.nanobot.sim.Simulation.Verdict;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Whole instances under a seed: two processes, crashes at any commit, pauses past the lease, full
/// disks, clock jumps, doubled deliveries. `-Dsim.first=N -Dsim.seeds=M` runs other seeds; failing
/// ones belong into seeds.txt.
class SimulationTest {
  private static final long FIRST = Long.getLong("sim.first", 0);
  private static final int SEEDS = Integer.getInteger("sim.seeds", 200);
  private static final int SEEDS_QUICK = 20;
  private static final int MUTANT_SEEDS_MAX = 200;

  @Test
  void aRunIsRepeatedExactlyFromItsSeed() throws Exception {
    Verdict first = Simulation.run(7, Scenario.STANDARD);
    Verdict second = Simulation.run(7, Scenario.STANDARD);
    assertThat(second.hash()).isEqualTo(first.hash());
    assertThat(second.steps()).isEqualTo(first.steps());
    assertThat(second.outside().crashes).isEqualTo(first.outside().crashes);
  }

  @Test
  void everyPromiseHoldsInAFewRuns() throws Exception {
    everyPromiseHolds(LongStream.range(0, SEEDS_QUICK).toArray());
  }

  @Test
  void everyPromiseHoldsInTheSeedsThatFailedOnce() throws Exception {
    try (var in = SimulationTest.class.getResourceAsStream("/seeds.txt");
        var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      List<String[]> seeds =
          lines
              .lines()
              .filter(line -> !line.isBlank() && !line.startsWith("#"))
              .map(line -> line.strip().split(" ", 3))
              .toList();
      for (Scenario scenario : Scenario.ALL) {
        String life = scenario.life().name();
        everyPromiseHolds(
            scenario,
            seeds.stream()
                .filter(seed -> seed[0].equals(life))
                .mapToLong(seed -> Long.parseLong(seed[1]))
                .toArray());
      }
    }
  }

  @Tag("slow")
  @Test
  void everyPromiseHoldsInManyRuns() throws Exception {
    everyPromiseHolds(LongStream.range(FIRST, FIRST + SEEDS).toArray());
  }

  @Test
  void everyPromiseHoldsWithSubagents() throws Exception {
    everyPromiseHolds(Scenario.DELEGATING, LongStream.range(0, SEEDS_QUICK).toArray());
  }

  @Test
  void everyPromiseHoldsWithLimitsAndSummaries() throws Exception {
    everyPromiseHolds(Scenario.THRIFTY, LongStream.range(0, SEEDS_QUICK).toArray());
  }

  @Test
  void everyPromiseHoldsInAHousehold() throws Exception {
    everyPromiseHolds(Scenario.HOUSEHOLD, LongStream.range(0, SEEDS_QUICK / 2).toArray());
  }

  @Test
  void everyPromiseHoldsWithBranches() throws Exception {
    everyPromiseHolds(Scenario.BRANCHING, LongStream.range(0, SEEDS_QUICK).toArray());
  }

  @Tag("slow")
  @Test
  void everyPromiseHoldsWithBranchesInManyRuns() throws Exception {
    everyPromiseHolds(Scenario.BRANCHING, LongStream.range(FIRST, FIRST + SEEDS).toArray());
  }

  @Tag("slow")
  @Test
  void everyPromiseHoldsInAHouseholdInManyRuns() throws Exception {
    everyPromiseHolds(Scenario.HOUSEHOLD, LongStream.range(FIRST, FIRST + SEEDS / 4).toArray());
  }

  @Tag("slow")
  @Test
  void everyPromiseHoldsWithSubagentsInManyRuns() throws Exception {
    everyPromiseHolds(Scenario.DELEGATING, LongStream.range(FIRST, FIRST + SEEDS).toArray());
  }

  @Tag("slow")
  @Test
  void everyPromiseHoldsWithLimitsAndSummariesInManyRuns() throws Exception {
    everyPromiseHolds(Scenario.THRIFTY, LongStream.range(FIRST, FIRST + SEEDS).toArray());
  }

  private static void everyPromiseHolds(long[] seeds) throws Exception {
    everyPromiseHolds(Scenario.STANDARD, seeds);
  }

  private static void everyPromiseHolds(Scenario scenario, long[] seeds) throws Exception {
    Map<String, Integer> counts = new TreeMap<>();
    for (long seed : seeds) {
      Verdict verdict = Simulation.run(seed, scenario);
      assertThat(verdict.violations()).as("seed %d", seed).isEmpty();
      verdict.outside().counts.forEach((what, n) -> counts.merge(what, n, Integer::sum));
    }
    counts.values().removeIf(n -> n == 0);
    System.out.printf(
        "simulation, %s: %d seeds, 0 violations, %s%n", scenario.life(), seeds.length, counts);
    boolean compacts = scenario.isThrifty() || scenario.isHousehold();
    if (seeds.length >= SEEDS_QUICK / 2) {
      assertThat(counts.containsKey("summaries")).isEqualTo(compacts);
    }
  }

  @Tag("slow")
  @ParameterizedTest
  @MethodSource("mutants")
  void aPlantedBugIsCaught(Scenario scenario, String name) throws Exception {
    for (long seed = 0; seed < MUTANT_SEEDS_MAX; seed++) {
      List<String> violations = violations(scenario, seed);
      if (violations.isEmpty()) continue;
      System.out.printf(
          "mutant \"%s\": caught by seed %d (%d seeds): %s%n",
          name, seed, seed + 1, violations.getFirst());
      return;
    }
    assertThat(name).as("no seed of %d catches it", MUTANT_SEEDS_MAX).isEmpty();
  }

  private static List<String> violations(Scenario scenario, long seed)
      throws IOException, SQLException {
    return Simulation.run(seed, scenario).violations();
  }

  static Stream<Arguments> mutants() {
    return Stream.concat(statements(), parts());
  }

  /// Bugs that are another text of a statement.
  private static Stream<Arguments> statements() {
    return Stream.of(
        rewritten(
            Scenario.STANDARD,
            "no step checkpoint",
            "set state = 'running', started_at = ?, epoch = ?",
            "set started_at = ?, epoch = ?"),
        rewritten(
            Scenario.STANDARD.with(new Odds(400, 0)),
            "no epoch check",
            "where key = ? and epoch = ? and lease_owner is not null",
            "where key = ? and ? > 0"),
        split(Scenario.STANDARD, "split transaction", "insert into outbox"),
        mutant(
            Scenario.STANDARD.with(
                new Mutant(
                    "no unique inbox key",
                    sql ->
                        sql.replace("unique (channel, external_id)", "check (1)")
                            .replace(
                                "where channel = ? and external_id = ?",
                                "where channel = ? and external_id = ? and 0"),
                    "")),
            "no unique inbox key"),
        split(
            Scenario.DELEGATING,
            "subagent ends apart from its report",
            "update subagent set state"),
        rewritten(
            Scenario.THRIFTY,
            "a dead question costs nothing",
            "delete from reservation where turn = ? and epoch <> ?",
            "delete from reservation where turn = ? and epoch <> ? and 0"),
        rewritten(
            Scenario.BRANCHING,
            "a choice that leaves the earlier branch on the way",
            "and is_undone = (id in (select id from way))",
            "and is_undone = 1 and id in (select id from way)"),
        split(Scenario.BRANCHING, "a turn apart from its parent", "update turn set next = ?"),
        rewritten(
            Scenario.HOUSEHOLD,
            "a heartbeat beside the last one",
            "where session = ?1 and state in ('new', 'taken'))",
            "where session = ?1 and state in ('never'))"));
  }

  /// Bugs that are another part of the program.
  private static Stream<Arguments> parts() {
    return Stream.of(
        mutant(Scenario.STANDARD.with(Planted.ACKNOWLEDGES_FIRST), "acknowledge first"),
        mutant(Scenario.HOUSEHOLD.with(Planted.CACHED_JOBS), "cached cron store"),
        mutant(
            Scenario.HOUSEHOLD.with(Planted.RESTARTED_JOBS), "timer that restarts the running job"),
        mutant(Scenario.HOUSEHOLD.with(Planted.HASTY_NOTES), "read-modify-write append"),
        mutant(Scenario.DELEGATING.with(Planted.OWN_CHILDREN), "in-memory subagent list"));
  }

  private static Arguments rewritten(Scenario scenario, String name, String old, String other) {
    return mutant(scenario.with(new Mutant(name, sql -> sql.replace(old, other), "")), name);
  }

  private static Arguments split(Scenario scenario, String name, String before) {
    return mutant(scenario.with(new Mutant(name, sql -> sql, before)), name);
  }

  private static Arguments mutant(Scenario scenario, String name) {
    return Arguments.of(scenario, name);
  }
}
