package dev.nanobot.app;

import dev.nanobot.api.Setup;
import dev.nanobot.message.Message;
import dev.nanobot.message.Reply;
import dev.nanobot.provider.Provider;
import dev.nanobot.provider.ProviderException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// The settings of one running gateway, in its file.
///
/// Shared: immutable; the file is changed by one at a time.
final class FileSetup implements Setup {
  private static final Logger log = LoggerFactory.getLogger(FileSetup.class);

  private static final String GREETING = "Say hello in one short sentence.";

  /// How this gateway came about and ends: why it is not what the file says, or empty; why it
  /// cannot start again by itself, or empty; and what makes it do so.
  record Life(String trouble, String noRestart, Renewal renewal) {}

  private final Thinker.Means inForce;
  private final Home home;
  private final Life life;
  private final ConfigFile file;
  private final ConfigReader reader;

  FileSetup(Thinker.Means inForce, Home home, Life life) {
    this.inForce = inForce;
    this.home = home;
    this.life = life;
    this.file = new ConfigFile(home);
    this.reader = new ConfigReader(inForce.environment());
  }

  @Override
  public State state() {
    try {
      ConfigFile.Found found = file.find();
      return state(found, draft(found, new Edit(Map.of(), Map.of())));
    } catch (ConfigException e) { // It cannot even be read: what is in force is known all the same.
      return state(new ConfigFile.Found(Optional.empty()), unread(e));
    }
  }

  @Override
  public List<Problem> check(Edit edit) {
    return draft(edit).problems();
  }

  @Override
  public Outcome change(String revision, Edit edit) throws InterruptedException {
    return replaced(revision, found -> Optional.of(draft(found, edit)), "changed " + named(edit));
  }

  @Override
  public Outcome undo(String revision) throws InterruptedException {
    return replaced(
        revision,
        found -> file.before(found).map(text -> Draft.of(text, home.config().toString(), inForce)),
        "went back to what it was");
  }

  /// What the file is to be, or nothing where there is nothing to go back to.
  @FunctionalInterface
  private interface Making {
    Optional<Draft> of(ConfigFile.Found found);
  }

  private Outcome replaced(String revision, Making making, String what)
      throws InterruptedException {
    try {
      return file.holding(() -> replacedAlone(revision, making, what));
    } catch (ConfigException e) {
      return new Impossible("file_unusable", String.valueOf(e.getMessage()));
    }
  }

  private Outcome replacedAlone(String revision, Making making, String what) {
    ConfigFile.Found found = file.find();
    if (!found.revision().equals(revision)) return new Overtaken(state());
    Optional<Draft> draft = making.of(found);
    if (draft.isEmpty()) {
      return new Impossible("nothing_to_undo", "There is no change to take back.");
    }
    if (!draft.get().problems().isEmpty()) return new Refused(draft.get().problems());
    boolean isSame = found.text().equals(Optional.of(draft.get().text()));
    if (!isSame) {
      if (!file.replace(found, draft.get().text())) return new Overtaken(state());
      log.info("the configuration {}; it takes effect with the next start", what);
    }
    return new Changed(state());
  }

  private static String named(Edit edit) {
    var names = new TreeSet<>(edit.values().keySet());
    edit.keys().keySet().forEach(provider -> names.add("the key of " + provider));
    return String.join(", ", names);
  }

  private Draft draft(Edit edit) {
    try {
      return draft(file.find(), edit);
    } catch (ConfigException e) { // It cannot even be read.
      return unread(e);
    }
  }

  private static Draft unread(ConfigException e) {
    var problem = new Problem("", String.valueOf(e.getMessage()));
    return new Draft("{}\n", Optional.empty(), List.of(problem));
  }

  private Draft draft(ConfigFile.Found found, Edit edit) {
    String name = home.config().toString();
    ConfigReader.Written written;
    try {
      written = reader.written(found.object(), name);
    } catch (ConfigException e) {
      return Draft.of(found.object(), name, inForce); // It says what is wrong.
    }
    List<Problem> problems = new ArrayList<>();
    String text = new Edits(written).apply(found.object(), edit, problems);
    Draft draft = Draft.of(text, name, inForce);
    problems.addAll(draft.problems());
    return new Draft(text, draft.config(), problems);
  }

  private State state(ConfigFile.Found found, Draft draft) {
    Config written = draft.config().orElse(inForce.config());
    var edits = new Edits(written(found));
    Config.Gateway door = inForce.config().gateway();
    boolean isInForce = written.at(door.host(), door.port()).equals(inForce.config());
    return new State(
        found.revision(),
        draft.config().isEmpty() || !isInForce,
        file.before(found).isPresent(),
        life.trouble(),
        life.noRestart(),
        model(),
        draft.problems(),
        SafeSettings.ALL.stream().map(about -> field(about, written, edits)).toList(),
        new Accounts(written, edits, inForce.environment()).all());
  }

  private ConfigReader.Written written(ConfigFile.Found found) {
    try {
      return reader.written(found.object(), home.config().toString());
    } catch (ConfigException e) {
      return reader.written("{}", home.config().toString());
    }
  }

  private Model model() {
    return ModelChoice.of(inForce.config(), inForce.environment())
        .map(chosen -> new Model(chosen.model(), chosen.why(), chosen.isForWantOfAnother()))
        .orElseThrow(() -> new IllegalStateException("a gateway that runs has a model"));
  }

  private Field field(About about, Config written, Edits edits) {
    String path = about.path();
    var setting =
        new Setting(
            at(written.json(), path),
            at(Config.DEFAULTS.json(), path),
            at(inForce.config().json(), path),
            edits.isWritten(path),
            edits.fixedBy(path));
    return new Field(about, SafeSettings.shape(path), setting);
  }

  private static JsonNode at(JsonNode whole, String path) {
    JsonNode place = whole;
    for (String name : path.split("\\.")) place = place.path(name);
    return place;
  }

  @Override
  public Trial attempt(Edit edit) throws InterruptedException {
    Draft draft = draft(edit);
    long start = inForce.world().nanos();
    if (draft.config().isEmpty() || !draft.problems().isEmpty()) {
      String why = draft.problems().stream().map(Problem::text).collect(Collectors.joining("; "));
      return new Trial(false, why, "", inForce.world().since(start));
    }
    Config config = draft.config().get();
    Thinker thinker = Thinker.trial(inForce.with(config));
    String model = thinker.ready().model();
    try {
      Reply reply = thinker.ready().provider().complete(question(thinker), event -> {});
      return new Trial(true, reply.message().text(), model, inForce.world().since(start));
    } catch (ProviderException e) {
      return new Trial(false, e.getMessage(), model, inForce.world().since(start));
    }
  }

  private Provider.Request question(Thinker thinker) {
    var asked = new Message.User(GREETING, inForce.world().now(), "owner");
    return new Provider.Request(
        thinker.ready().model(), "", List.of(asked), List.of(), thinker.settings().options());
  }

  @Override
  public void restart() {
    life.renewal().ask();
  }
}
