package dev.nanobot.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nanobot.message.Event;
import dev.nanobot.message.Json;
import dev.nanobot.message.Message;
import dev.nanobot.message.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What every provider promises.
abstract class ProviderContract {
  static final Message.Assistant READ =
      Asks.calling(Asks.call("call_1", "read_file", "{\"path\":\"notes.txt\"}"));

  /// The provider under test; its model `model()` answers at once and never fails.
  abstract Provider provider();

  abstract String model();

  /// A message after which the model reads the file `notes.txt`.
  abstract String orderToRead();

  @Test
  void aMessageIsAnsweredWithText() throws Exception {
    Reply reply = ask(Asks.user("good morning"));
    assertThat(reply.message().text()).contains("good morning");
    assertThat(reply.message().isFinal()).isTrue();
    assertThat(reply.finish()).isEqualTo(Reply.Finish.STOP);
    assertThat(reply.model()).isEqualTo(model());
  }

  @Test
  void theDeltasTogetherAreTheText() throws Exception {
    List<Event> events = new ArrayList<>();
    Reply reply = provider().complete(request(Asks.user("a text of several words")), events::add);
    String told =
        events.stream()
            .map(event -> ((Event.TextDelta) event).text())
            .collect(Collectors.joining());
    assertThat(told).isEqualTo(reply.message().text());
    assertThat(events).hasSizeGreaterThan(1);
  }

  @Test
  void anOrderBecomesACallWithItsArguments() throws Exception {
    Reply reply = ask(Asks.user(orderToRead()));
    assertThat(reply.finish()).isEqualTo(Reply.Finish.CALLS);
    assertThat(reply.message().calls())
        .singleElement()
        .satisfies(
            call -> {
              assertThat(call.tool()).isEqualTo("read_file");
              assertThat(Json.parse(call.arguments()).path("path").asString())
                  .isEqualTo("notes.txt");
            });
  }

  @Test
  void whatCameOfACallIsAnsweredWithText() throws Exception {
    Reply reply = ask(Asks.user(orderToRead()), READ, Asks.result("call_1", "milk and honey"));
    assertThat(reply.message().text()).contains("milk and honey");
    assertThat(reply.finish()).isEqualTo(Reply.Finish.STOP);
  }

  @Test
  void theSameOrderTwiceBecomesCallsWithDifferentIds() throws Exception {
    Message.User order = Asks.user(orderToRead());
    Message.Assistant first = ask(order).message();
    String id = first.calls().getFirst().id();
    Message.Assistant second =
        ask(order, first, Asks.result(id, "milk"), Message.Assistant.of("milk"), order).message();
    assertThat(second.calls().getFirst().id()).isNotBlank().isNotEqualTo(id);
  }

  @Test
  void theSameRequestGetsTheSameReply() throws Exception {
    assertThat(ask(Asks.user("again"))).isEqualTo(ask(Asks.user("again")));
  }

  @Test
  void tokensAreCounted() throws Exception {
    Reply reply = ask(Asks.user("count me"));
    assertThat(reply.usage().input()).isPositive();
    assertThat(reply.usage().output()).isPositive();
  }

  @Test
  void manyAreAnsweredAtOnceEachWithItsOwn() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<String>> questions =
          IntStream.range(0, 64)
              .mapToObj(
                  i -> (Callable<String>) () -> ask(Asks.user("<" + i + ">")).message().text())
              .toList();
      var answers = threads.invokeAll(questions);
      for (int i = 0; i < answers.size(); i++) {
        assertThat(answers.get(i).get()).contains("<" + i + ">");
      }
    }
  }

  @Test
  void anInterruptEndsTheCall() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> ask(Asks.user("stop"))).isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void aTranscriptWithHolesIsAnswered() throws Exception {
    var orphan = Asks.result("nobody", "lost");
    var empty = new Message.Assistant("", List.of(), List.of());
    assertThat(
            ask(
                    orphan,
                    Message.Assistant.of("earlier"),
                    Asks.user("one"),
                    READ,
                    empty,
                    Asks.user("after the holes"))
                .message()
                .text())
        .contains("after the holes");
  }

  final Reply ask(Message... transcript) throws InterruptedException {
    return provider().complete(request(transcript), ignored -> {});
  }

  final Provider.Request request(Message... transcript) {
    return Asks.request(model(), transcript);
  }
}
