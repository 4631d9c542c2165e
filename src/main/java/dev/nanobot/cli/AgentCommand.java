package dev.nanobot.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nanobot.app.Config;
import dev.nanobot.app.Home;
import dev.nanobot.app.Instance;
import dev.nanobot.app.ModelChoice;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Upload;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "agent", description = "Talk to the agent: one message, a conversation, a pipe.")
final class AgentCommand implements Callable<Integer> {
  /// The longest message read from stdin, in bytes; the gateway's own limit is lower.
  private static final int STDIN_BYTES_MAX = 16 * 1024 * 1024;

  @Mixin Flags flags = new Flags();

  @Option(
      names = {"-m", "--message"},
      paramLabel = "TEXT",
      description = "Say this, print the answer, end. - reads it from stdin.")
  @Nullable String message;

  @Option(
      names = "--attach",
      paramLabel = "FILE",
      description = "Send a file with the message of -m; several times for several files.")
  List<Path> attached = List.of();

  @Option(
      names = {"-s", "--session"},
      paramLabel = "SESSION",
      defaultValue = "cli:direct",
      description = "The conversation: a name (default: ${DEFAULT-VALUE}).")
  String session = "cli:direct";

  @Option(names = "--no-markdown", description = "Show the answer as it is written.")
  boolean noMarkdown;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      defaultValue = "1h",
      converter = DurationText.class,
      description = "Wait so long for an answer (500ms, 30s, 5m; default: ${DEFAULT-VALUE}).")
  Duration timeout = Duration.ofHours(1);

  private final Shell shell;

  AgentCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws InterruptedException {
    SessionKey key = SessionName.toTalk(session);
    if (!attached.isEmpty() && message == null) throw withoutMessage();
    List<Upload> files = Enclosed.read(attached);
    String text = message == null ? null : message.equals("-") ? stdin() : message;
    Config config = flags.read(shell);
    Home home = flags.home(shell);
    ModelChoice model = Models.needed(config, shell);
    home.create();
    try (var instance = Instance.openToWork(shell.world(), home, config, shell.environment())) {
      return talk(instance, home, key, model, text == null ? null : new Said(text, files)).code();
    }
  }

  /// What is said once.
  private record Said(String text, List<Upload> files) {}

  private static Failure withoutMessage() {
    return new Failure(
        Exit.USAGE,
        "There is no message to attach a file to",
        "--attach belongs to -m",
        "nanobot agent -m TEXT --attach FILE");
  }

  private Exit talk(
      Instance instance, Home home, SessionKey key, ModelChoice model, @Nullable Said said)
      throws InterruptedException {
    boolean isRepl =
        said == null
            && shell.streams().isInTerminal()
            && shell.streams().isOutTerminal()
            && !flags.json
            && !flags.noInput;
    if (model.model().equals(ModelChoice.REHEARSAL) && !flags.quiet && !flags.json) {
      shell
          .streams()
          .err()
          .println(
              flags
                  .err(shell)
                  .paint(
                      Style.DIM,
                      "No model is configured: the built-in rehearsal model answers. Run: "
                          + "nanobot onboard"));
      shell.streams().err().flush();
    }
    if (isRepl) return new Repl(shell, flags, instance, key, home, model.model()).run(answer());
    var asking = new Asking(shell, flags, instance.talk(key), timeout);
    if (said != null) return asking.ask(said.text(), said.files(), this::answer);
    if (shell.streams().isInTerminal()) {
      throw new Failure(
          Exit.USAGE, "There is nothing to say", "no message was given", "nanobot agent -m TEXT");
    }
    return Pipe.run(shell, asking);
  }

  private AnswerLines answer() {
    Style style = flags.out(shell);
    return noMarkdown ? AnswerLines.asWritten(style) : AnswerLines.rendered(style);
  }

  private String stdin() {
    try {
      byte[] bytes = shell.streams().in().readNBytes(STDIN_BYTES_MAX + 1);
      if (bytes.length <= STDIN_BYTES_MAX) return new String(bytes, UTF_8);
      throw new Failure(
          Exit.USAGE,
          "The message has more than " + STDIN_BYTES_MAX + " bytes",
          "",
          "put it into a file of the workspace and name the file");
    } catch (IOException e) {
      throw new Failure(Exit.FAILED, "Cannot read stdin", String.valueOf(e.getMessage()), "");
    }
  }
}
