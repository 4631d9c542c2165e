package dev.nanobot.cli;

import dev.nanobot.app.Config;
import dev.nanobot.app.Home;
import dev.nanobot.message.Json;
import dev.nanobot.message.Secret;
import dev.nanobot.store.Store;
import dev.nanobot.store.Tickets;
import dev.nanobot.store.Tickets.Purpose;
import dev.nanobot.web.OwnerToken;
import dev.nanobot.web.Web;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "token",
    description = "Print the token that opens the gateway, or a link that signs a browser in.")
final class TokenCommand implements Callable<Integer> {
  private static final Duration LINK = Duration.ofMinutes(10);

  @Mixin Flags flags = new Flags();

  @Option(names = "--link", description = "A link for a browser: good once, for ten minutes.")
  boolean isLink;

  @Option(
      names = "--rotate",
      description = "Make another token: the old one and all logins end at once.")
  boolean isRotated;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "The gateway's port, when it was started with another one.")
  @Nullable Integer port;

  private final Shell shell;

  TokenCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws IOException {
    Home home = flags.home(shell);
    home.create();
    if (isRotated) home.rotateToken(shell.world());
    Secret token = home.token(shell.world()).read();
    if (!isLink) return print("token", token.reveal());
    return Looking.change(shell, flags, store -> link(store, token));
  }

  /// The link is good once, and under this token alone.
  private int link(Store store, Secret token) {
    Tickets tickets = store.tickets();
    String ticket = shell.world().id();
    tickets.issue(OwnerToken.seal(token, ticket), Purpose.LOGIN, LINK);
    Config.Gateway gateway = flags.read(shell).gateway();
    int there = port == null ? gateway.port() : port;
    return print("link", Web.login(gateway.host(), there, ticket));
  }

  private int print(String name, String value) {
    shell.streams().out().println(flags.json ? Json.write(Json.object().put(name, value)) : value);
    return Exit.DONE.code();
  }
}
