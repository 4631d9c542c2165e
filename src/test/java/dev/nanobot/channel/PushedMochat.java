package dev.nanobot.channel;

import dev.nanobot.channel.FakePlatform.Spoken;
import dev.nanobot.channel.FakePlatform.Taken;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Mochat with its endpoints and its socket, for a gateway in another process: what is said is told
/// over the socket where sessions are subscribed to.
///
/// Owned by the thread of a test.
public final class PushedMochat implements AutoCloseable {
  public static final String TOKEN = FakeMochat.TOKEN;
  public static final String AGENT = FakeMochat.AGENT;
  private final FakeMochat mochat = new FakeMochat(FakePlatform.PATIENCE, Policy.NOBODY);
  private final FakeSocketIo socket = new FakeSocketIo(true);
  private final Map<String, Integer> brought = new HashMap<>();
  private volatile boolean isSubscribed;
  private int told;

  /// The socket says nothing by itself: after `silenceMs` the gateway connects it anew.
  public PushedMochat(int silenceMs) {
    socket.silence(silenceMs);
    socket.acks(
        usual -> {
          isSubscribed = true;
          return usual;
        });
  }

  public String base() {
    return mochat.base();
  }

  /// Where the socket is, as an address for HTTP.
  public String socketBase() {
    return "http://" + socket.url().getAuthority();
  }

  /// Whether the socket can be connected, from the next life of the gateway on.
  public void isOpen(boolean isOpen) throws IOException {
    isSubscribed = false;
    socket.isOpen(isOpen);
  }

  public void bring(String id, String session, String text) {
    mochat.bring(id, session, session, text);
    int before = brought.merge(session, 1, Integer::sum) - 1;
    if (!isSubscribed) return;
    try {
      socket.push("claw.session.events", mochat.chats().eventsAfter(session, before));
      told++;
    } catch (IOException e) {
      isSubscribed = false; // The gateway is gone: the next one asks.
    }
  }

  /// How often something was told over the socket.
  public int told() {
    return told;
  }

  /// Is told from now on of what is said.
  public void onSaid(Consumer<Spoken> onSaid) {
    mochat.answers(
        said -> {
          onSaid.accept(said);
          return new Taken("1");
        });
  }

  public List<Spoken> said() {
    return mochat.said();
  }

  @Override
  public void close() {
    socket.close();
    mochat.close();
  }
}
