package dev.nanobot.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nanobot.message.Json;
import dev.nanobot.world.RealWorld;
import dev.nanobot.world.World;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExecTest {
  private static final String CANARY = "canary-4711";
  private static final Duration LONG = Duration.ofMinutes(5);

  private final World world = new RealWorld();
  private Desk desk;

  @BeforeEach
  void open(@TempDir Path directory) throws Exception {
    Path own = Files.createDirectories(directory.resolve("workspace/own"));
    desk = new Desk(directory, List.of(own));
  }

  @Test
  void theSandboxWorksHere() throws Exception {
    assertThat(sandbox().probe(world)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void outputErrorsAndTheExitCodeAreTold(boolean isBoxed) throws Exception {
    assertThat(run(isBoxed, "echo out; echo err >&2; exit 3"))
        .isEqualTo("out\n\nSTDERR:\nerr\nExit code: 3");
    assertThat(run(isBoxed, "true")).isEqualTo("(no output)\nExit code: 0");
    assertThat(run(isBoxed, "pwd")).startsWith(desk.workspace.toString());
  }

  /// Ending a process that has ended must not close the pipe it spoke through.
  @Test
  void whatAShortCommandSaidIsNeverLost() throws Exception {
    for (int i = 0; i < 200; i++) {
      assertThat(run(false, "echo said-" + i)).startsWith("said-" + i);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatHangsIsEndedWithAllItStarted(boolean isBoxed) throws Exception {
    String name = "nap" + world.id();
    Path program = copyOfSleep(name);
    String command =
        "for i in 1 2 3; do setsid "
            + program
            + " 1000 & done; "
            + "("
            + program
            + " 1000 &) ; echo begun; "
            + program
            + " 1000";
    // So long that all of it has begun, however slow the machine.
    assertThatThrownBy(() -> run(isBoxed, command, 10))
        .hasMessageContaining("ended after 10 seconds")
        .hasMessageContaining("begun");
    assertThat(running(name)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatIsLeftInTheBackgroundEndsWithTheCommand(boolean isBoxed) throws Exception {
    String name = "nap" + world.id();
    assertThat(run(isBoxed, "setsid " + copyOfSleep(name) + " 1000 & echo done"))
        .startsWith("done");
    assertThat(running(name)).isEmpty();
  }

  /// It left the session, its parents and the mark, so it is not found; it ends with its file.
  @Test
  void whatWasSaidIsToldThoughSomethingHoldsTheOutputOpen() throws Exception {
    String stays = "echo > away; for i in $(seq 600); do [ -e away ] || exit; sleep 0.1; done";
    String unmarked = "env -u " + Tree.MARK_NAME + " setsid sh -c '" + stays + "'";
    String away = unmarked + " & while [ ! -e away ]; do sleep 0.01; done; echo done";
    assertThat(run(false, away)).startsWith("done").contains("still held open");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anInterruptEndsEverything(boolean isBoxed) throws Exception {
    String name = "nap" + world.id();
    Path program = copyOfSleep(name);
    Path begun = desk.workspace.resolve("begun");
    var failures = new ArrayList<Throwable>();
    Thread turn =
        world.start(
            "turn",
            () -> {
              try {
                run(isBoxed, "setsid " + program + " 1000 & echo > begun; " + program + " 1000");
              } catch (Throwable e) {
                failures.add(e);
              }
            });
    while (!Files.exists(begun)) world.park(Duration.ofMillis(5));
    turn.interrupt();
    turn.join();
    assertThat(failures).singleElement().isInstanceOf(InterruptedException.class);
    assertThat(running(name)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theEnvironmentOfTheProgramIsNotSeen(boolean isBoxed) throws Exception {
    String text = run(isBoxed, "env | cut -d= -f1 | sort | tr '\\n' ' '");
    assertThat(text.lines().findFirst().orElseThrow().split(" "))
        .isSubsetOf("HOME", "LANG", "NANOBOT_EXEC", "OLDPWD", "PATH", "PWD", "SHLVL", "TERM", "_");
  }

  @Test
  void noSecretOfTheProgramIsSeenInTheSandbox() throws Exception {
    List<String> line =
        sandbox()
            .wrap(
                List.of(
                    "/bin/sh",
                    "-c",
                    "env; cat /proc/*/environ /proc/*/cmdline 2>/dev/null | tr '\\0' '\\n'"),
                desk.workspace);
    // This process stands for the gateway: what it was started with must not show.
    Child.Ended ended =
        Child.run(world, line, desk.workspace, Map.of("PATH", "/usr/bin:/bin"), LONG);
    assertThat(ended.out()).contains("PATH=").doesNotContain("surefire").doesNotContain("-Xmx");
  }

  @Test
  void theSandboxSeesNothingOutsideAndHidesTheInstancesFiles() throws Exception {
    Files.writeString(desk.directory.resolve("secret.txt"), CANARY);
    Files.writeString(desk.workspace.resolve("own/config.json"), CANARY);
    String text =
        run(
            true,
            "cat ../secret.txt own/config.json "
                + desk.directory
                + "/secret.txt; ls -A own; echo x > own/config.json; ls /sys /root /home 2>&1");
    assertThat(text).doesNotContain(CANARY);
    assertThat(desk.workspace.resolve("own/config.json")).hasContent(CANARY);
  }

  /// Root owns the kernel's settings in the sandbox too: only a read-only mount protects them.
  @Test
  void theSandboxChangesNoSettingOfTheSystem() throws Exception {
    String text =
        run(
            true,
            "find /proc/sys /proc/[a-z]* -type f -writable 2>/dev/null"
                + " | grep -v ^/proc/self | grep -v ^/proc/thread-self");
    assertThat(text).isEqualTo("(no output)\nExit code: 1");
  }

  @Test
  void theSandboxHasNoNetworkUnlessAllowed() throws Exception {
    assertThat(run(true, "grep -c : /proc/net/dev")).startsWith("1\n");
    var open = new Sandbox(desk.workspace, List.of(), true);
    assertThat(open.probe(world)).isEmpty();
  }

  @Test
  void muchOutputIsCutInTheMiddle() throws Exception {
    String text = run(true, "echo head; seq 1 2000000; echo tail");
    assertThat(text)
        .startsWith("head")
        .contains("tail\nExit code: 0")
        .contains("more chars")
        .hasSizeLessThan(Child.OUTPUT_CHARS_MAX + 200);
  }

  @Test
  void howMuchWasCutIsTold() throws Exception {
    String text = run(true, "seq 100000 103999; seq 200000 203999 >&2");
    assertThat(text)
        .contains("100000", "103999\n\nSTDERR:\n200000", "203999\nExit code: 0")
        .contains("(truncated, 21333 more chars)", "(truncated, 24667 more chars)");
    assertThat(run(true, "seq 1000000 1999999"))
        .contains("more chars and 7672320 bytes)")
        .contains("1999999\nExit code: 0");
  }

  @Test
  void whatNeverStopsTalkingIsEnded() throws Exception {
    assertThat(run(true, "yes")).contains("Exit code: 137");
  }

  @Test
  void aCommandThatWantsAllMemoryFails() throws Exception {
    assertThat(run(false, "dd bs=5G count=1 < /dev/zero > /dev/null"))
        .doesNotContain("Exit code: 0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/tmp", "/home", "/dev/shm"})
  void whatTheSandboxKeepsInMemoryIsLimited(String place) throws Exception {
    assertThat(run(true, "head -c 600000000 /dev/zero > " + place + "/much"))
        .contains("No space left");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/dev", "/etc", "own"})
  void elsewhereTheSandboxKeepsNothing(String place) throws Exception {
    Files.createDirectories(desk.workspace.resolve("own"));
    assertThat(run(true, "echo x > " + place + "/much")).contains("Read-only file system");
    assertThat(run(true, "cat <(echo works) > /dev/stdout; head -c 1 /dev/zero > /dev/null"))
        .isEqualTo("works\nExit code: 0");
  }

  @Test
  void anInterruptedCallIsNotCalledDestructive() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> run(true, "echo x")).isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void noKeyOfTheSystemIsSeenInTheSandbox() throws Exception {
    assertThat(run(true, "ls /etc/ssl/private")).contains("No such file");
    assertThat(run(true, "ls /etc/ssl")).contains("certs");
  }

  @Test
  void aCommandGetsNoInput() throws Exception {
    assertThat(run(true, "cat; echo end")).startsWith("end");
  }

  @Test
  void aCommandThatStartsLikeAnOptionIsACommand() throws Exception {
    assertThat(run(true, "-i")).contains("Exit code: 127");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rm -rf /",
        "sudo rm -fr x",
        "mkfs.ext4 /dev/sda",
        "dd if=/dev/zero",
        "echo > /dev/sda",
        "shutdown now",
        ":(){ :|:& };:",
        " ",
        "a\0b"
      })
  void destructiveAndBrokenCommandsAreRefused(String command) {
    assertThatThrownBy(() -> run(false, command)).isInstanceOf(ToolException.class);
  }

  @Test
  void aCommandOfAnyLengthIsJudged() {
    assertThatThrownBy(() -> run(true, "a".repeat(16_001))).isInstanceOf(ToolException.class);
    assertThatThrownBy(() -> run(false, "rm " + "-".repeat(15_000) + "; rm -r x"))
        .isInstanceOf(ToolException.class);
  }

  @Test
  void aWorkingDirectoryIsInsideTheWorkspace() throws Exception {
    desk.put("sub/a.txt", "");
    assertThat(desk.run(exec(true), Desk.arguments("command", "ls", "working_dir", "sub")))
        .startsWith("a.txt");
    assertThatThrownBy(
            () -> desk.run(exec(true), Desk.arguments("command", "ls", "working_dir", "/etc")))
        .hasMessageContaining("outside");
  }

  @Test
  void noLineOfTheInjectionCorpusTouchesWhatIsOutside() throws Exception {
    Path secret = Files.writeString(desk.directory.resolve("secret.txt"), CANARY);
    List<String> lines = corpus();
    for (int i = 0; i < lines.size(); i++) desk.put("line" + i, lines.get(i));
    // One sandbox for all: each line is a command of its own, as the tool would run it.
    String text =
        run(
            true,
            "for f in line*; do timeout -k 0.1 0.3 bash $f </dev/null; done; "
                + "cat "
                + secret
                + "; echo x > "
                + secret,
            600);
    assertThat(text).doesNotContain(CANARY);
    assertThat(secret).hasContent(CANARY);
    try (Stream<Path> all = Files.list(desk.directory)) {
      assertThat(all)
          .allMatch(
              path ->
                  List.of("workspace", "secret.txt", "locks")
                      .contains(path.getFileName().toString()));
    }
  }

  private static List<String> corpus() throws IOException {
    try (var in =
        ExecTest.class.getResourceAsStream("/corpora/command-injection/command_exec.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  private String run(boolean isBoxed, String command) throws InterruptedException {
    return run(isBoxed, command, (int) LONG.toSeconds());
  }

  @Test
  void whatTheOperatorDeniesIsNotRun() {
    var denied =
        List.of(
            Pattern.compile("\\bGIT\\s+push\\b", Pattern.CASE_INSENSITIVE),
            Pattern.compile("([a-z]+)*=\\1"));
    var exec = new Exec(world, desk.reach, LONG, Map.of(), denied, null);
    for (String command : List.of("touch ran; Git push", "touch ran; " + "a".repeat(5_000))) {
      assertThatThrownBy(() -> exec.run(Json.object().put("command", command), desk.call()))
          .isInstanceOf(ToolException.class)
          .hasMessageContaining("blocked");
    }
    assertThat(desk.workspace.resolve("ran")).doesNotExist();
  }

  @Test
  void aMachineThatStoodStillRefusesNoCommand() throws Exception {
    var exec = new Exec(new HurriedWorld(), desk.reach, LONG, Map.of(), List.of(), null);
    assertThat(exec.run(Json.object().put("command", "echo said"), desk.call()).text())
        .startsWith("said");
  }

  private String run(boolean isBoxed, String command, int seconds) throws InterruptedException {
    return exec(isBoxed)
        .run(Json.object().put("command", command).put("timeout", seconds), desk.call())
        .text();
  }

  private Exec exec(boolean isBoxed) {
    return new Exec(world, desk.reach, LONG, Map.of(), List.of(), isBoxed ? sandbox() : null);
  }

  private Sandbox sandbox() {
    return new Sandbox(desk.workspace, desk.reach.denied(), false);
  }

  /// A program that sleeps, with a name of its own to look for.
  private Path copyOfSleep(String name) throws IOException {
    return Files.copy(Path.of("/usr/bin/sleep"), desk.workspace.resolve(name));
  }

  private static List<String> running(String name) {
    return ProcessHandle.allProcesses()
        .map(process -> process.info().command().orElse(""))
        .filter(command -> command.contains(name))
        .toList();
  }
}
