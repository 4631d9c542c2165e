package dev.nanobot.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nanobot.app.Config;
import dev.nanobot.app.Instance;
import dev.nanobot.message.Json;
import dev.nanobot.message.Principal;
import dev.nanobot.message.Secret;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Trust;
import dev.nanobot.store.Callers.Caller;
import dev.nanobot.store.Store;
import dev.nanobot.web.Signing;
import dev.nanobot.web.Web;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

@Command(name = "webhook", description = "Make, list or remove doors for remote programs.")
final class WebhookCommand implements Callable<Integer> {
  private static final int INPUT_BYTES_MAX = 4_096;

  @Mixin Flags flags = new Flags();

  private final Shell shell;

  WebhookCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    return list(flags);
  }

  @Command(name = "list", description = "The webhooks there are; their secrets are not shown.")
  int list(@Mixin Flags own) {
    PrintStream out = shell.streams().out();
    for (Caller hook : Looking.into(shell, own, WebhookCommand::hooks)) {
      if (own.json) out.println(Json.write(json(hook)));
      else out.printf("%-24s %-9s %s%n", hook.name(), hook.style(), hook.session());
    }
    return Exit.DONE.code();
  }

  @Command(name = "add", description = "Make a webhook and its secret, which is shown this once.")
  int add(
      @Mixin Flags own,
      @Parameters(paramLabel = "NAME") String name,
      @Option(
              names = {"-s", "--session"},
              required = true,
              paramLabel = "SESSION",
              description = "Where its deliveries go, for example telegram:42.")
          String session,
      @Option(
              names = "--style",
              paramLabel = "STYLE",
              defaultValue = "hmac",
              description =
                  "How it signs: hmac, github, slack, telegram or standard"
                      + " (default: ${DEFAULT-VALUE}).")
          String style,
      @Option(
              names = "--secret-stdin",
              description = "Read the secret from standard input instead of making one.")
          boolean isSecretGiven) {
    Signing signs = style(style);
    boolean isTheirs = isSecretGiven || signs.isSecretTheirs();
    String secret = isTheirs ? given(own, signs, isSecretGiven) : signs.secret(shell.world());
    Caller hook = hook(name, SessionName.of(session), signs, new Secret(secret));
    Config config = own.read(shell);
    boolean isMade = Looking.changeAt(shell, own, instance -> bind(instance, hook));
    if (!isMade) {
      throw new Failure(
          Exit.CONFLICT,
          "Cannot make the webhook " + name,
          "the name is taken",
          "choose another one, or: nanobot webhook remove " + name);
    }
    tell(own, hook, Web.hook(config.gateway().host(), config.gateway().port(), name), isTheirs);
    return Exit.DONE.code();
  }

  private static boolean bind(Instance instance, Caller hook) {
    try {
      SessionName.checkDelivered(hook.session(), instance.endpoints());
    } catch (IllegalArgumentException e) {
      throw unmade(hook.name(), hook.session(), e);
    }
    return instance.store().callers().bind(hook);
  }

  @Command(name = "remove", description = "Remove a webhook; its secret is forgotten.")
  int remove(@Mixin Flags own, @Parameters(paramLabel = "NAME") String name) {
    return Looking.into(
        shell,
        own,
        store -> {
          List<Caller> hooks = hooks(store);
          if (hooks.stream().noneMatch(hook -> hook.name().equals(name))) {
            throw unknown(name, hooks);
          }
          store.callers().remove(name);
          PrintStream out = shell.streams().out();
          if (own.json) out.println(Json.write(Json.object().put("removed", name)));
          else out.println(own.out(shell).done() + " removed " + name);
          return Exit.DONE.code();
        });
  }

  private static Failure unknown(String name, List<Caller> hooks) {
    String known = hooks.stream().map(Caller::name).collect(Collectors.joining(", "));
    return new Failure(
        Exit.NOT_FOUND,
        "There is no webhook \"" + name + "\"",
        known.isEmpty() ? "there are none" : "there are: " + known,
        "nanobot webhook list");
  }

  private static List<Caller> hooks(Store store) {
    return store.callers().all().stream().filter(Caller::isRemote).toList();
  }

  private static Signing style(String written) {
    return Signing.of(written)
        .orElseThrow(
            () ->
                new Failure(
                    Exit.USAGE,
                    "There is no style \"" + written + "\"",
                    "there are: " + String.join(", ", Signing.words()),
                    "nanobot webhook add --help"));
  }

  private String given(Flags own, Signing style, boolean isInStdin) {
    String secret = isInStdin ? input() : asked(own, style);
    Optional<String> problem = style.problem(secret);
    if (problem.isEmpty()) return secret;
    throw new Failure(Exit.USAGE, "Cannot take this secret", problem.get(), "");
  }

  private String asked(Flags own, Signing style) {
    if (own.noInput || own.json || !shell.streams().isInTerminal()) {
      throw new Failure(
          Exit.USAGE,
          "A webhook of the style " + style.word() + " needs the secret of whoever calls",
          "nobody can be asked",
          "nanobot webhook add NAME -s SESSION --style " + style.word() + " --secret-stdin");
    }
    return new Question(shell).askSecret("The signing secret that " + style.word() + " shows:");
  }

  private String input() {
    try {
      return new String(shell.streams().in().readNBytes(INPUT_BYTES_MAX), UTF_8).strip();
    } catch (IOException e) {
      throw new Failure(Exit.FAILED, "Cannot read stdin", String.valueOf(e.getMessage()), "");
    }
  }

  private static Caller hook(String name, SessionKey session, Signing style, Secret secret) {
    try {
      var principal = new Principal("webhook:" + name);
      return new Caller(name, session, principal, Trust.ALLOWED, style.word(), secret);
    } catch (IllegalArgumentException e) {
      throw unmade(name, session, e);
    }
  }

  private static Failure unmade(String name, SessionKey session, IllegalArgumentException e) {
    return new Failure(
        Exit.USAGE,
        "Cannot make the webhook \"" + name + "\"",
        String.valueOf(e.getMessage()),
        "nanobot webhook add ci -s " + session);
  }

  private void tell(Flags own, Caller hook, String address, boolean isTheirs) {
    PrintStream out = shell.streams().out();
    @Nullable String secret = isTheirs ? null : hook.secret().reveal();
    if (own.json) {
      ObjectNode json = json(hook).put("address", address);
      if (secret != null) json.put("secret", secret);
      out.println(Json.write(json));
      return;
    }
    out.println(own.out(shell).done() + " made " + hook.name() + " · " + hook.session());
    out.println("  address  " + address);
    if (secret != null) out.println("  secret   " + secret + "   (not shown again)");
    out.println("A gateway that runs listens within a second; otherwise: nanobot gateway");
  }

  private static ObjectNode json(Caller hook) {
    return Json.object()
        .put("name", hook.name())
        .put("style", hook.style())
        .put("session", hook.session().value());
  }
}
