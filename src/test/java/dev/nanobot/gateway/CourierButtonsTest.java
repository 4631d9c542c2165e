package dev.nanobot.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.channel.Blocks;
import dev.nanobot.channel.DeliveryException;
import dev.nanobot.message.Buttons;
import dev.nanobot.message.Outbound;
import dev.nanobot.message.Upload;
import dev.nanobot.world.RealWorld;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// How buttons leave: with the last part of their text, or as the end of it.
@Timeout(120)
class CourierButtonsTest {
  private static final int PART_CHARS_MAX = 200;
  private static final String LONG = "word ".repeat(100).strip();
  private static final Buttons BUTTONS =
      new Buttons(List.of(List.of("Yes", "No"), List.of("Later")));

  @TempDir private Path directory;
  private final LinkedBlockingQueue<Outbound> said = new LinkedBlockingQueue<>();
  private final AtomicInteger tries = new AtomicInteger();

  /// A platform that does not take each third message at once.
  private final class Chat extends Deaf {
    private final boolean hasButtons;

    Chat(boolean hasButtons) {
      this.hasButtons = hasButtons;
    }

    @Override
    public boolean hasButtons() {
      return hasButtons;
    }

    @Override
    public List<String> parts(String text) {
      return Blocks.of(text, PART_CHARS_MAX);
    }

    @Override
    public Optional<String> send(Outbound part) {
      if (tries.incrementAndGet() % 3 == 0) {
        throw new DeliveryException("not now", true, Duration.ZERO);
      }
      said.add(part);
      return Optional.empty();
    }
  }

  private List<Outbound> said(boolean hasButtons) throws Exception {
    try (var house = new House(new RealWorld(), directory.resolve("store.db"), 1, House::echo)) {
      house.say("1", LONG, BUTTONS, Upload.of("a.txt", "one".getBytes(UTF_8)));
      house.carry(new Chat(hasButtons), Courier.BACKOFF);
      house.until("all is said", () -> house.store.health().outboxPending() == 0);
      assertThat(house.store.health().outboxDead()).isZero();
    }
    return new ArrayList<>(said);
  }

  private static String joined(List<Outbound> parts) {
    return String.join(" ", parts.stream().map(Outbound::text).toList());
  }

  @Test
  void theyBelongToTheLastPartAndComeBeforeFiles() throws Exception {
    List<Outbound> messages = said(true);
    List<Outbound> parts = messages.subList(0, messages.size() - 1);
    assertThat(parts).hasSizeGreaterThan(2);
    assertThat(joined(parts)).isEqualTo(LONG);
    assertThat(parts.getLast().buttons()).isEqualTo(BUTTONS);
    assertThat(parts.subList(0, parts.size() - 1)).allMatch(part -> part.buttons().isNone());
    assertThat(parts).extracting(Outbound::key).doesNotHaveDuplicates();
    assertThat(messages.getLast().text()).contains("a.txt");
    assertThat(messages.getLast().buttons().isNone()).isTrue();
  }

  @Test
  void whereThereAreNoneTheyAreTheEndOfTheText() throws Exception {
    List<Outbound> messages = said(false);
    List<Outbound> parts = messages.subList(0, messages.size() - 1);
    assertThat(parts).hasSizeGreaterThan(2).allMatch(part -> part.buttons().isNone());
    assertThat(parts).allMatch(part -> part.text().length() <= PART_CHARS_MAX);
    assertThat(joined(parts).replaceAll("\\s+", " ")).isEqualTo(LONG + " [Yes] [No] [Later]");
    assertThat(messages.getLast().text()).contains("a.txt").doesNotContain("[Yes]");
  }
}
