package dev.nanobot.web;

import dev.nanobot.world.Bell;
import dev.nanobot.world.World;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// How long one reader may go on: until the token is replaced under which the reader came in, or
/// the login has ended. Where anybody may come in, that is for ever.
///
/// Owned by the thread that writes to the reader.
final class Permit {
  /// How often that is looked at.
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final World world;
  private final String holder;
  private final BooleanSupplier isOn;
  private long lookedAt;
  private boolean isValid = true;

  /// `holder` is what the reader came in by, and `isOn` whether that still lets somebody in.
  Permit(World world, String holder, BooleanSupplier isOn) {
    this.world = world;
    this.holder = holder;
    this.isOn = isOn;
    this.lookedAt = world.nanos();
  }

  /// What the reader came in by, as a word: those of one word are one reader's.
  String holder() {
    return holder;
  }

  /// The same answer, which ends with the permit when it is not told all at once.
  Response limit(Response answer) {
    Response.Content content =
        switch (answer.content()) {
          case Response.Content.Whole whole -> whole;
          case Response.Content.Stream stream ->
              (Response.Content.Stream) sink -> stream.to(bytes -> write(sink, bytes));
          case Response.Content.Upgrade upgrade ->
              new Response.Content.Upgrade(socket -> upgrade.service().serve(new Held(socket)));
        };
    return new Response(answer.status(), answer.headers(), content, answer.end());
  }

  private void write(Response.Sink sink, byte[] bytes) throws IOException {
    if (!isValid()) throw over();
    sink.write(bytes);
  }

  private static IOException over() {
    return new IOException("the token was replaced, or the login has ended");
  }

  private boolean isValid() {
    if (isValid && world.since(lookedAt).compareTo(LOOK) >= 0) {
      isValid = isOn.getAsBoolean();
      lookedAt = world.nanos();
    }
    return isValid;
  }

  /// A socket that is open for as long as the permit.
  private final class Held implements Socket {
    private final Socket socket;

    Held(Socket socket) {
      this.socket = socket;
    }

    @Override
    public Bell bell() {
      return socket.bell();
    }

    @Override
    public boolean isOpen() {
      return socket.isOpen() && isValid();
    }

    @Override
    public Optional<String> text() {
      return socket.text();
    }

    @Override
    public void send(String text) throws IOException, InterruptedException {
      if (!isValid()) throw over();
      socket.send(text);
    }

    @Override
    public void ping() {
      socket.ping();
    }

    @Override
    public void close(int code, String reason) {
      socket.close(code, reason);
    }
  }
}
