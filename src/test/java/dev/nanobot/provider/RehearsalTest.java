package dev.nanobot.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.message.Attachment;
import dev.nanobot.message.Json;
import dev.nanobot.message.Message;
import dev.nanobot.message.Reply;
import dev.nanobot.message.ToolSpec;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RehearsalTest extends ProviderContract {
  @Override
  Provider provider() {
    return new Rehearsal();
  }

  @Override
  String model() {
    return "rehearsal";
  }

  @Override
  String orderToRead() {
    return "read notes.txt";
  }

  @Test
  void itSaysThatItIsARehearsal() throws Exception {
    assertThat(ask(Asks.user("hello")).message().text())
        .startsWith("This is the rehearsal model: ");
  }

  @Test
  void whatASubagentSaysIsToldAsThat() throws Exception {
    assertThat(ask(Asks.user("[Subagent \"a\" completed]\n\nResult:\nfound")).message().text())
        .contains("a subagent says:")
        .endsWith("found");
  }

  @Test
  void whatCameWithAMessageIsNamedAndMeasured() throws Exception {
    var cat = new Attachment("ann.1", "cat.png", "image/png", 1_234);
    var dog = new Attachment("ann.2", "dog.gif", "image/gif", 5);
    var report = new Attachment("ann.3", "report.pdf", "application/pdf", 60);
    var look = new Message.User("look", Asks.AT, "telegram:42", List.of(cat, report, dog));
    assertThat(ask(look).message().text())
        .isEqualTo(
            "This is the rehearsal model: it received 2 images: cat.png (image/png, 1,234 bytes),"
                + " dog.gif (image/gif, 5 bytes) and 1 file: report.pdf (application/pdf, 60"
                + " bytes). You said: \"look\".");
    var alone = new Message.User("", Asks.AT, "telegram:42", List.of(dog));
    assertThat(ask(alone).message().text())
        .endsWith("it received 1 image: dog.gif (image/gif, 5 bytes).");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "read the file a b.txt | read_file | {\"path\":\"a b.txt\"}",
        "Please read `x.md`. | read_file | {\"path\":\"x.md\"}",
        "list | list_dir | {\"path\":\".\"}",
        "list files in src | list_dir | {\"path\":\"src\"}",
        "run echo 'hi' && ls | exec | {\"command\":\"echo 'hi' && ls\"}",
        "delegate read all of it | spawn | {\"task\":\"read all of it\"}",
        "send good night | message | {\"content\":\"good night\"}",
        "remember that I like tea | remember | {\"text\":\"I like tea\"}"
      })
  void simpleOrdersBecomeCalls(String text, String tool, String arguments) throws Exception {
    assertThat(ask(Asks.user(text)).message().calls())
        .singleElement()
        .satisfies(
            call -> {
              assertThat(call.tool()).isEqualTo(tool);
              assertThat(call.arguments()).isEqualTo(arguments);
            });
  }

  @ParameterizedTest
  @CsvSource({"reading is fun", "run", "remembering", "what do you remember", "listen"})
  void otherWordsAreOnlyRepeated(String text) throws Exception {
    assertThat(ask(Asks.user(text)).message().text()).contains("\"" + text + "\"");
  }

  @Test
  void anOrderWithoutItsToolIsAnsweredHonestly() throws Exception {
    Reply reply =
        provider()
            .complete(
                new Provider.Request(
                    "rehearsal", "", List.of(Asks.user("run ls")), List.of(), Asks.OPTIONS),
                ignored -> {});
    assertThat(reply.message().text()).contains("the tool exec, which is not offered");
  }

  @Test
  void aReminderGoesThroughCronAsItsParametersAllow() throws Exception {
    var cron =
        new ToolSpec(
            "cron", "Schedules.", Json.parse("{\"properties\":{\"at\":{},\"every_seconds\":{}}}"));
    assertThat(remind("remind me every 2 hours to stretch", cron))
        .isEqualTo("{\"action\":\"add\",\"message\":\"stretch\",\"every_seconds\":7200}");
    assertThat(remind("remind me to stretch in 10 minutes", cron))
        .isEqualTo("{\"action\":\"add\",\"message\":\"stretch\",\"at\":\"2026-11-23T22:43:44Z\"}");
  }

  @Test
  void aReminderWithoutCronIsAnsweredHonestly() throws Exception {
    assertThat(ask(Asks.user("remind me in 10 minutes to stretch")).message().text())
        .contains("the tool cron, which is not offered");
  }

  @Test
  void aFailedCallIsToldAsAFailure() throws Exception {
    var failed = new Message.Result("call_1", "no such file", true);
    assertThat(ask(Asks.user("read notes.txt"), READ, failed).message().text())
        .contains("read_file failed")
        .contains("no such file");
  }

  private String remind(String text, ToolSpec cron) throws InterruptedException {
    Reply reply =
        provider()
            .complete(
                new Provider.Request(
                    "rehearsal", "", List.of(Asks.user(text)), List.of(cron), Asks.OPTIONS),
                ignored -> {});
    return reply.message().calls().getFirst().arguments();
  }
}
