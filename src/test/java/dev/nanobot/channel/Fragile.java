package dev.nanobot.channel;

import dev.nanobot.message.Cursor;
import dev.nanobot.message.Inbound;
import dev.nanobot.message.Outbound;
import java.util.List;
import java.util.Optional;

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
  static final class Killed implements Channel {
    private final Channel channel;
    private final int every;
    private int heard; // by the listening thread

    Killed(Channel channel, int every) {
      this.channel = channel;
      this.every = every;
    }

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
    public boolean hasButtons() {
      return channel.hasButtons();
    }

    @Override
    public Optional<String> send(Outbound part) throws InterruptedException {
      return channel.send(part);
    }

    @Override
    public void listen(Intake intake) throws InterruptedException {
      channel.listen(new Dying(intake));
    }

    private final class Dying implements Intake {
      private final Intake intake;

      Dying(Intake intake) {
        this.intake = intake;
      }

      @Override
      public boolean hear(Arrival arrival) throws InterruptedException {
        heard++;
        if (heard % (2 * every) == 0) throw new AssertionError("killed before");
        boolean isTaken = intake.hear(arrival);
        if (heard % (2 * every) == every) throw new AssertionError("killed after");
        return isTaken;
      }

      @Override
      public long accept(Inbound message) {
        return intake.accept(message);
      }

      @Override
      public Optional<String> cursor(String name) {
        return intake.cursor(name);
      }

      @Override
      public void passed(Cursor cursor) {
        intake.passed(cursor);
      }

      @Override
      public void connected() {
        intake.connected();
      }
    }
  }
}
