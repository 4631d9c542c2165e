package dev.nanobot.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nanobot.message.Asker;
import dev.nanobot.message.Effect;
import dev.nanobot.message.Job;
import dev.nanobot.message.Json;
import dev.nanobot.message.Misfire;
import dev.nanobot.message.Principal;
import dev.nanobot.message.Purpose.AnswerTo;
import dev.nanobot.message.Schedule;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Trust;
import dev.nanobot.message.Write;
import dev.nanobot.store.SqliteStore;
import dev.nanobot.store.Store;
import dev.nanobot.tool.Call;
import dev.nanobot.tool.Output;
import dev.nanobot.tool.Tool;
import dev.nanobot.tool.ToolContract;
import dev.nanobot.tool.ToolException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class CronToolTest extends ToolContract {
  private static final SessionKey HERE = SessionKey.of("chat", "1");
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final Asker ANN = new Asker(new Principal("chat:ann"), Trust.ALLOWED);
  private static final Asker BOB = new Asker(new Principal("chat:bob"), Trust.ALLOWED);
  private static final Asker OWNER = new Asker(new Principal("chat:own"), Trust.OWNER);

  @TempDir private Path folder;
  private Store store;
  private Instant now;

  @BeforeEach
  void open() {
    store = SqliteStore.open(world, folder.resolve("store.db"));
    now = world.now();
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Override
  protected Tool tool() {
    return new CronTool(world, store.schedules(), BERLIN);
  }

  @Override
  protected String goodArguments() {
    return "{\"action\":\"add\",\"message\":\"stretch\",\"every_seconds\":60}";
  }

  @Override
  protected Effect effect() {
    return Effect.PURE;
  }

  private Output run(String arguments, Asker asker, String key) throws InterruptedException {
    String json = arguments.replace('\'', '"');
    return tool().run(Json.parse(json), new Call(HERE, asker, key, path -> Optional.empty()));
  }

  private Job planned(String arguments) throws InterruptedException {
    return ((Write.Plan) run(arguments, ANN, "t1.1").writes().getFirst()).job();
  }

  /// Adds what Ann asked for.
  private Job kept(int id) {
    return Jobs.add(store, Jobs.every(id, Duration.ofHours(1), now));
  }

  @Test
  void aJobIsOfWhoAskedAndOfTheChat() throws Exception {
    Job job = planned("{'action':'add','message':'stretch now','every_seconds':90}");
    assertThat(job.errand())
        .isEqualTo(
            new Job.Errand(
                "stretch now", HERE, ANN.principal(), ANN.trust(), new AnswerTo.Session()));
    assertThat(job.name()).isEqualTo("stretch now");
    assertThat(job.schedule())
        .isEqualTo(new Schedule.Every(Duration.ofSeconds(90), job.createdAt()));
    assertThat(job.misfire()).isEqualTo(Misfire.RUN_ONCE);
    assertThat(job.isRemovedAtEnd()).isFalse();
    assertThat(job.createdAt()).isBetween(now.minusMillis(1), world.now());
  }

  @Test
  void aTimeIsOfTheZoneThatIsNamedElseOfTheAgents() throws Exception {
    Job here = planned("{'action':'add','message':'m','at':'2099-07-01T12:00:00'}");
    assertThat(here.schedule()).isEqualTo(new Schedule.At(Instant.parse("2099-07-01T10:00:00Z")));
    assertThat(here.isRemovedAtEnd()).isTrue();
    Job tokyo =
        planned("{'action':'add','message':'m','at':'2099-07-01T12:00:00','tz':'Asia/Tokyo'}");
    assertThat(tokyo.schedule()).isEqualTo(new Schedule.At(Instant.parse("2099-07-01T03:00:00Z")));
    Job cron = planned("{'action':'add','message':'m','name':'n','cron_expr':'0 9 * * *'}");
    assertThat(cron.schedule().inWords()).isEqualTo("cron 0 9 * * * (Europe/Berlin)");
    assertThat(cron.name()).isEqualTo("n");
  }

  @Test
  void theSameCallNamesTheSameJob() throws Exception {
    String arguments = "{'action':'add','message':'m','every_seconds':60}";
    Job first = planned(arguments);
    assertThat(planned(arguments).id()).isEqualTo(first.id());
    var other = (Write.Plan) run(arguments, ANN, "t1.2").writes().getFirst();
    assertThat(other.job().id()).isNotEqualTo(first.id());
    Jobs.add(store, first);
    assertThat(planned(arguments).id()).isNotEqualTo(first.id());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{'action':'add','message':'m'} | one schedule",
        "{'action':'add','message':'m','every_seconds':5,'cron_expr':'* * * * *'} | one schedule",
        "{'action':'add','every_seconds':5} | message has 1 to 16000",
        "{'action':'add','message':'m','every_seconds':5,'tz':'UTC'} | time zone goes with",
        "{'action':'add','message':'m','at':'2020-01-01T00:00:00'} | is in the past: it is 2",
        "{'action':'add','message':'m','at':'soon'} | 2026-12-24T18:00",
        "{'action':'add','message':'m','cron_expr':'0 0 30 2 *'} | within five years",
        "{'action':'add','message':'m','cron_expr':'0 0 * * *','tz':'Mars'} | Europe/Berlin",
        "{'action':'remove'} | There is no job",
        "{'action':'dance'} | add, list or remove"
      })
  void whatIsWrongIsNamed(String arguments, String rule) {
    assertThatThrownBy(() -> run(arguments, ANN, "k"))
        .isInstanceOf(ToolException.class)
        .hasMessageContaining(rule);
  }

  @Test
  void whatNoPersonTypesIsTakenOut() throws Exception {
    Job job = planned("{'action':'add','message':'a\\u0007b','name':'x\\ny','every_seconds':60}");
    assertThat(job.errand().text()).isEqualTo("ab");
    assertThat(job.name()).isEqualTo("x y");
  }

  @Test
  void aTurnInWhichNobodySpokeAddsNothingButMayRemove() throws Exception {
    kept(1);
    var unattended = new Asker(ANN.principal(), ANN.trust(), true);
    assertThatThrownBy(() -> run(goodArguments(), unattended, "k"))
        .isInstanceOf(ToolException.class)
        .hasMessageContaining("Nobody spoke in this turn");
    assertThat(run("{'action':'remove','job_id':'00000001'}", unattended, "k").writes())
        .containsExactly(new Write.Unplan("00000001"));
  }

  @Test
  void oneSeesAndRemovesOnesOwnAndTheOwnerAll() throws Exception {
    kept(1);
    String remove = "{'action':'remove','job_id':'00000001'}";
    assertThat(run("{'action':'list'}", ANN, "k").text())
        .contains("00000001 \"job 1\" every 1 h, next 2");
    assertThat(run("{'action':'list'}", BOB, "k").text()).isEqualTo("There are no jobs.");
    assertThat(run("{'action':'list'}", OWNER, "k").text()).contains("00000001");
    assertThatThrownBy(() -> run(remove, BOB, "k")).isInstanceOf(ToolException.class);
    for (Asker asker : new Asker[] {ANN, OWNER}) {
      assertThat(run(remove, asker, "k").writes()).containsExactly(new Write.Unplan("00000001"));
    }
  }

  @Test
  void theHundredAndFirstJobIsRefused() {
    for (int i = 0; i < Job.JOBS_MAX; i++) kept(i);
    assertThatThrownBy(() -> run(goodArguments(), ANN, "k"))
        .isInstanceOf(ToolException.class)
        .hasMessageContaining("100 jobs already");
  }
}
