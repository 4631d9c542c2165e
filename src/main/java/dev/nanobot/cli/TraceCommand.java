package dev.nanobot.cli;

import dev.nanobot.message.Json;
import dev.nanobot.store.Store.Moment;
import dev.nanobot.store.Store.Status;
import dev.nanobot.store.Store.Trace;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "trace", description = "Show a message's way: accepted, each step, delivered.")
final class TraceCommand implements Callable<Integer> {
  @Mixin Flags flags = new Flags();

  @Parameters(paramLabel = "MESSAGE-ID", description = "As agent --json and the log show it.")
  long message;

  private final Shell shell;

  TraceCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    Trace trace =
        Looking.into(shell, flags, store -> store.trace(message))
            .orElseThrow(
                () ->
                    new Failure(
                        Exit.NOT_FOUND,
                        "There is no message " + message,
                        "",
                        "nanobot sessions list"));
    if (flags.json) json(trace);
    else lines(trace);
    return Exit.DONE.code();
  }

  private void lines(Trace trace) {
    Status status = trace.status();
    PrintStream out = shell.streams().out();
    out.println(
        "message "
            + status.messageId()
            + " in "
            + status.session()
            + ": "
            + status.state()
            + (status.reason().isEmpty() ? "" : ", " + Visible.of(status.reason())));
    if (trace.moments().isEmpty()) return;
    Instant start = trace.moments().getFirst().at();
    for (Moment moment : trace.moments()) {
      String took = moment.took().isZero() ? "" : " (" + DurationText.of(moment.took()) + ")";
      out.printf(
          "%s  +%-9s %-10s %s%s%n",
          moment.at(),
          DurationText.of(Duration.between(start, moment.at())),
          moment.what(),
          Visible.of(moment.detail()).replace('\n', ' '),
          took);
    }
  }

  private void json(Trace trace) {
    Status status = trace.status();
    var json =
        Json.object()
            .put("messageId", status.messageId())
            .put("session", status.session().value())
            .put("state", status.state())
            .put("reason", status.reason())
            .put("turn", status.turn());
    var moments = json.putArray("moments");
    for (Moment moment : trace.moments()) {
      moments
          .addObject()
          .put("at", moment.at().toString())
          .put("what", moment.what())
          .put("detail", moment.detail())
          .put("tookMs", moment.took().toMillis());
    }
    shell.streams().out().println(Json.write(json));
  }
}
