package dev.nanobot.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.message.Attachment;
import dev.nanobot.message.Message;
import dev.nanobot.message.Message.Assistant;
import dev.nanobot.message.Message.Result;
import dev.nanobot.message.Message.ToolCall;
import dev.nanobot.message.Message.User;
import dev.nanobot.message.Recap;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WindowTest {
  private static User user(String text) {
    return new User(text, Instant.EPOCH, "chat:ann");
  }

  private static Assistant calls(String... ids) {
    var calls = new ArrayList<ToolCall>();
    for (String id : ids) calls.add(new ToolCall(id, "look", "{}"));
    return new Assistant("", calls, List.of());
  }

  private static Result result(String id, String text) {
    return new Result(id, text, false);
  }

  private static int tokens(List<Message> messages) {
    return messages.stream().mapToInt(Window::tokens).sum();
  }

  /// Turns of every shape: with calls, with a message that arrived meanwhile, with two at once.
  private static List<Message> conversation() {
    return List.of(
        user("one"),
        Assistant.of("1".repeat(40)),
        user("two"),
        calls("a", "b"),
        result("a", "x".repeat(100)),
        result("b", "y"),
        user("more"),
        calls("c"),
        result("c", "z"),
        Assistant.of("2"),
        user("three"),
        user("three and a half"),
        Assistant.of("3"),
        user("four"),
        calls("d"),
        result("d", "w".repeat(50)));
  }

  @Test
  void anImageTakesItsShareAndAnotherFileItsLineOnly() {
    var image = new Attachment("ann.1", "a.png", "image/png", 10);
    var text = new Attachment("ann.2", "a.txt", "text/plain", 10);
    int plain = Window.tokens(user("look"));
    int withText = Window.tokens(new User("look", Instant.EPOCH, "chat:ann", List.of(text)));
    int withBoth = Window.tokens(new User("look", Instant.EPOCH, "chat:ann", List.of(text, image)));
    assertThat(withText - plain).isBetween(5, 50);
    assertThat(withBoth - withText).isBetween(1_600, 1_650);
  }

  @Test
  void whatFitsIsLeftAsItIs() {
    assertThat(Window.fit(conversation(), 100_000)).isEqualTo(conversation());
    assertThat(Window.fit(conversation(), tokens(conversation()))).isEqualTo(conversation());
    assertThat(Window.fit(List.of(), 10)).isEmpty();
  }

  @Test
  void wholeTurnsAreKeptWhateverTheSize() {
    List<Message> all = conversation();
    for (int tokensMax = -10; tokensMax <= tokens(all) + 10; tokensMax++) {
      List<Message> fitting = Window.fit(all, tokensMax);
      int from = all.size() - fitting.size();
      assertThat(from).as("%d tokens", tokensMax).isIn(0, 2, 10, 13);
      assertThat(fitting).isEqualTo(all.subList(from, all.size()));
      if (from != 13) assertThat(tokens(fitting)).isLessThanOrEqualTo(tokensMax);
      assertPairs(fitting);
    }
  }

  private static void assertPairs(List<Message> messages) {
    Set<String> open = new HashSet<>();
    for (Message message : messages) {
      if (message instanceof Assistant assistant) {
        assistant.calls().forEach(call -> open.add(call.id()));
      }
      if (message instanceof Result result) assertThat(open.remove(result.callId())).isTrue();
    }
    assertThat(open).isEmpty();
  }

  @Test
  void theLastTurnIsThereThoughNothingFits() {
    List<Message> last = List.of(user("x".repeat(4_000)));
    var all = new ArrayList<Message>(List.of(user("before"), Assistant.of("answer")));
    all.addAll(last);
    assertThat(Window.fit(all, 10)).isEqualTo(last);
    assertThat(Window.fit(all, -5_000)).isEqualTo(last);
  }

  @Test
  void theEarlyResultsOfATurnThatIsTooLongAreCutFirst() {
    var all = new ArrayList<Message>(List.of(user("go")));
    for (int i = 0; i < 5; i++) {
      all.add(calls("c" + i));
      all.add(result("c" + i, "x".repeat(8_000)));
    }
    List<Message> fitting = Window.fit(all, 5_000);
    assertThat(tokens(fitting)).isLessThanOrEqualTo(5_000);
    assertThat(fitting).hasSize(all.size());
    assertPairs(fitting);
    assertThat(((Result) fitting.get(2)).text()).startsWith("x".repeat(500) + "\n[cut");
    assertThat(fitting.getLast()).isEqualTo(all.getLast());
    assertThat(Window.fit(all, -1)).hasSize(all.size());
  }

  @Test
  void aResultIsNeverCutWithinACharacter() {
    String text = "x".repeat(Window.RESULT_CHARS_KEPT - 1) + "\ud83d\ude00".repeat(5_000);
    List<Message> fitting = Window.fit(List.of(user("go"), calls("a"), result("a", text)), 100);
    assertThat(((Result) fitting.getLast()).text())
        .startsWith("x".repeat(Window.RESULT_CHARS_KEPT - 1) + "\n[cut");
  }

  @Test
  void aTranscriptThatBeginsWithinATurnIsLeftWhole() {
    List<Message> torn = List.of(result("a", "x"), Assistant.of("y"));
    assertThat(Window.fit(torn, 1)).isEqualTo(torn);
  }

  @Test
  void aSummaryStandsBeforeWhateverFitsWithIt() {
    var recap = new Recap("it began", Instant.EPOCH);
    int recapTokens = Window.tokens(recap);
    for (int tokensMax = 0; tokensMax <= tokens(conversation()) + 40; tokensMax++) {
      List<Message> fitting = Window.fit(recap, conversation(), tokensMax);
      assertThat(((User) fitting.getFirst()).text())
          .isEqualTo("[Summary of the conversation before]\nit began");
      assertThat(fitting.subList(1, fitting.size()))
          .isEqualTo(Window.fit(conversation(), tokensMax - recapTokens));
    }
    assertThat(Window.fit(Recap.NONE, conversation(), 100_000)).isEqualTo(conversation());
  }

  @Test
  void tokensAreEstimated() {
    assertThat(Window.tokens("")).isZero();
    assertThat(Window.tokens("abcde")).isEqualTo(2);
    assertThat(Window.tokens("\u4f60\u597d")).isEqualTo(2);
  }
}
