package dev.nanobot.channel;

import dev.nanobot.message.Cursor;
import dev.nanobot.message.Inbound;
import dev.nanobot.message.Outbound;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/// Channels around others, for tests.
final class Fragile {
  private Fragile() {}

  /// The same channel under another name: its chats are others.
  record Renamed(Channel channel, String name) implements Channel {
    @Override
    public void listen(Intake intake) throws InterruptedException {
      channel.listen(intake);
    }

    @Override
    public Optional<String> send(Outbound part) throws InterruptedException {
      return channel.send(part);
    }
  }

  /// A channel whose listening ends at each so many messages: in turn before, and after, the
  /// message is stored.
  static Channel killed(Channel channel, int every) {
    var heard = new AtomicInteger();
    return new Through(channel, intake -> new Dying(intake, every, heard));
  }

  /// A channel whose messages come through another intake.
  record Through(Channel channel, UnaryOperator<Channel.Intake> around) implements Channel {
    @Override
    public String name() {
      return channel.name();
    }

    @Override
    public Policy policy() {
      return channel.policy();
    }

    @Override
    public List<String> parts(String text) {
      return channel.parts(text);
    }

    @Override
    public Optional<Webhook> webhook() {
      return channel.webhook();
    }

    @Override
    public Arrival.File file(String reference) {
      return channel.file(reference);
    }

    @Override
    public boolean hasButtons() {
      return channel.hasButtons();
    }

    @Override
    public Optional<String> send(Outbound part) throws InterruptedException {
      return channel.send(part);
    }

    @Override
    public void listen(Intake intake) throws InterruptedException {
      channel.listen(around.apply(intake));
    }
  }

  /// Passes on what comes, and does nothing by itself: what waits is not let in.
  static class Passing implements Channel.Intake {
    private final Channel.Intake intake;

    Passing(Channel.Intake intake) {
      this.intake = intake;
    }

    @Override
    public boolean hear(Arrival arrival) throws InterruptedException {
      return intake.hear(arrival);
    }

    @Override
    public final long accept(Inbound message) {
      return intake.accept(message);
    }

    @Override
    public final Optional<String> cursor(String name) {
      return intake.cursor(name);
    }

    @Override
    public final void passed(Cursor cursor) {
      intake.passed(cursor);
    }

    @Override
    public final void connected() {
      intake.connected();
    }
  }

  private static final class Dying extends Passing {
    private final int every;
    private final AtomicInteger heard;

    Dying(Channel.Intake intake, int every, AtomicInteger heard) {
      super(intake);
      this.every = every;
      this.heard = heard;
    }

    @Override
    public boolean hear(Arrival arrival) throws InterruptedException {
      int turn = heard.incrementAndGet() % (2 * every);
      if (turn == 0) throw new AssertionError("killed before");
      boolean isTaken = super.hear(arrival);
      if (turn == every) throw new AssertionError("killed after");
      return isTaken;
    }
  }
}
