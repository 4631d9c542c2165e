package dev.nanobot.app;

import dev.nanobot.app.OldHome.SessionFile;
import dev.nanobot.message.Job;
import dev.nanobot.message.Json;
import dev.nanobot.message.Principal;
import dev.nanobot.message.Schedule;
import dev.nanobot.message.SessionKey;
import dev.nanobot.store.Imports.Dated;
import dev.nanobot.store.Imports.Imported;
import dev.nanobot.store.Schedules.Added;
import dev.nanobot.store.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// Moves what a home of the original holds into this one. Twice is the same as once; what is here
/// already is kept.
///
/// Owned by the thread that runs it.
public final class Import {
  private static final List<String> TEXTS =
      List.of("AGENTS.md", "SOUL.md", "USER.md", "HEARTBEAT.md");

  private final Store store;
  private final Home home;
  private final Path workspace;
  private final Map<String, String> environment;
  private final OldHome old;
  private final OldMemory memory;
  private final Instant now;
  private final boolean isRehearsed;
  private final List<Finding> findings = new ArrayList<>();

  /// One thing that was found. `detail` counts what was taken, or says why it was not.
  public record Finding(String kind, String name, Outcome outcome, String detail) {}

  /// What became of it.
  public enum Outcome {
    TAKEN,
    KNOWN,
    LEFT
  }

  /// Where things go, `scope` the memory, and when.
  public record Target(
      Store store,
      Home home,
      Path workspace,
      String scope,
      Instant now,
      Map<String, String> environment) {}

  /// Reads the home at `path`. With `isRehearsed`, nothing is written.
  ///
  /// @throws ConfigException when there is none
  public Import(Target target, Path path, boolean isRehearsed) {
    this.store = target.store();
    this.home = target.home();
    this.workspace = target.workspace();
    this.environment = target.environment();
    this.memory = new OldMemory(target.store().memories(), target.scope());
    this.now = target.now();
    this.old = OldHome.at(path);
    this.isRehearsed = isRehearsed;
  }

  public List<Finding> run(ZoneId zone) {
    attempt("config", old.root().resolve("config.json"), this::config);
    attempt("sessions", old.root().resolve("sessions"), () -> sessions(zone));
    attempt("memory", old.root().resolve("workspace"), this::memory);
    attempt("cron", old.root().resolve("cron"), () -> jobs(zone));
    attempt("pairing", old.root().resolve("pairing.json"), this::pairing);
    attempt("workspace", old.root().resolve("workspace"), this::texts);
    attempt("skills", old.root().resolve("workspace"), this::skills);
    return List.copyOf(findings);
  }

  @FunctionalInterface
  private interface Part {
    void run() throws IOException;
  }

  /// What cannot be read is told, and the rest goes on.
  private void attempt(String kind, Path path, Part part) {
    try {
      part.run();
    } catch (IOException e) {
      left(kind, path.toString(), "cannot be read: " + e.getMessage());
    } catch (IllegalArgumentException e) { // It breaks a rule that holds here; the text says which.
      left(kind, path.toString(), String.valueOf(e.getMessage()));
    }
  }

  private void config() throws IOException {
    var tree = old.config();
    if (tree.isEmpty()) return;
    var config = OldConfig.of(tree.get(), environment);
    config.problems().forEach(problem -> left("config", problem.split(": ", 2)[0], problem));
    String text =
        Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(config.usable()) + "\n";
    boolean isMade =
        isRehearsed ? !Files.exists(home.config()) : Home.writeNew(home.config(), text);
    if (isMade) taken("config", home.config().toString(), config.usable().size() + " sections");
    else known("config", home.config().toString(), "there is one already; it is kept");
  }

  private void sessions(ZoneId zone) throws IOException {
    for (SessionFile file : old.sessions()) {
      attempt("session", file.path(), () -> session(file, zone));
    }
  }

  private void session(SessionFile file, ZoneId zone) throws IOException {
    var session = OldSession.read(OldHome.bytes(file.path()), file.key(), zone);
    String name = session.key().value();
    session.problems().forEach(problem -> left("session", name, problem));
    if (session.messages().isEmpty()) {
      known("session", name, "it is empty");
      return;
    }
    Imported done = moved(session, "session:" + name);
    if (done.isBusy()) left("session", name, "a message is being answered in it: import it later");
    else if (done.added() == 0) known("session", name, done.known() + " messages");
    else taken("session", name, done.added() + " messages");
  }

  private Imported moved(OldSession session, String source) {
    List<Dated> messages = session.messages();
    if (!isRehearsed) {
      return store.imports().conversation(session.key(), source, speaker(session.key()), messages);
    }
    int known = Math.min(store.imports().known(source), messages.size());
    return new Imported(messages.size() - known, known, false);
  }

  private static Principal speaker(SessionKey key) {
    return key.channel().equals("cli")
        ? Principal.LOCAL
        : new Principal(key.channel() + ":" + key.chat());
  }

  private void memory() throws IOException {
    Path folder = old.workspace().resolve("memory");
    for (Path file : OldMemory.texts(folder)) attempt("memory", file, () -> text(file));
    Path history = folder.resolve("history.jsonl");
    if (Files.isRegularFile(history)) attempt("memory", history, () -> history(history));
  }

  private void text(Path file) throws IOException {
    String name = String.valueOf(file.getFileName());
    String text = new String(OldHome.bytes(file), StandardCharsets.UTF_8);
    boolean isNew = isRehearsed ? !memory.hasText(name) : memory.take(name, text);
    if (isNew) taken("memory", name, text.length() + " characters");
    else known("memory", name, "it was taken before");
  }

  private void history(Path history) throws IOException {
    int notes = 0;
    for (OldMemory.Note note : OldMemory.history(OldHome.bytes(history))) {
      if (!note.problem().isEmpty()) left("memory", "history.jsonl", note.problem());
      else if (isRehearsed ? !memory.isTaken(note) : memory.take(note)) notes++;
    }
    if (notes > 0) taken("memory", "history.jsonl", notes + " notes");
    else known("memory", "history.jsonl", "it was taken before");
  }

  private void jobs(ZoneId zone) throws IOException {
    Optional<Path> file = old.jobs();
    if (file.isEmpty()) return;
    JsonNode jobs = OldHome.json(file.get()).map(tree -> tree.path("jobs")).orElse(Json.object());
    for (JsonNode job : jobs) job(job, zone);
  }

  private void job(JsonNode written, ZoneId zone) {
    String name = OldJob.name(written);
    try {
      Job job = OldJob.read(written, zone);
      if (job.schedule().next(now).isEmpty()) {
        boolean isOnce = job.schedule() instanceof Schedule.At;
        left("cron", name, isOnce ? "its time has passed" : "no time comes within five years");
        return;
      }
      Added added = isRehearsed ? rehearsed(job) : store.schedules().add(job, now);
      switch (added) {
        case ADDED -> taken("cron", name, job.id() + " " + job.schedule().inWords());
        case THERE -> known("cron", name, "there is a job " + job.id() + " already");
        case FULL -> left("cron", name, "there are " + Job.JOBS_MAX + " jobs already");
      }
    } catch (IllegalArgumentException e) {
      left("cron", name, String.valueOf(e.getMessage()));
    }
  }

  private Added rehearsed(Job job) {
    if (store.schedules().find(job.id()).isPresent()) return Added.THERE;
    int jobs = store.schedules().of(job.errand().principal()).size();
    return jobs >= Job.JOBS_MAX ? Added.FULL : Added.ADDED;
  }

  private void pairing() throws IOException {
    JsonNode approved =
        OldHome.json(old.root().resolve("pairing.json"))
            .map(tree -> tree.path("approved"))
            .orElse(Json.object());
    for (var channel : approved.properties()) {
      for (JsonNode id : channel.getValue()) {
        if (channel.getKey().isBlank() || id.asString("").isBlank()) {
          left("pairing", channel.getKey(), "a sender has a channel and an id");
          continue;
        }
        var principal = new Principal(channel.getKey() + ":" + id.asString(""));
        boolean isNew =
            isRehearsed ? !store.imports().isAllowed(principal) : store.imports().allow(principal);
        if (isNew) taken("pairing", principal.id(), "may talk");
        else known("pairing", principal.id(), "may talk already");
      }
    }
  }

  private void texts() throws IOException {
    for (String name : TEXTS) {
      copy("workspace", old.workspace().resolve(name), workspace.resolve(name), name);
    }
  }

  private void skills() throws IOException {
    for (Path skill : OldHome.list(old.workspace().resolve("skills"))) {
      if (!Files.isRegularFile(skill.resolve("SKILL.md"))) continue;
      String name = String.valueOf(skill.getFileName());
      Path target = workspace.resolve("skills").resolve(name);
      if (Files.exists(target)) {
        known("skill", name, "there is one of this name; it is kept");
        continue;
      }
      for (Path file : files(skill)) {
        copy("skill", file, target.resolve(skill.relativize(file).toString()), name);
      }
    }
  }

  /// Links are not followed: they may lead anywhere.
  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)).toList();
    }
  }

  private void copy(String kind, Path from, Path to, String name) throws IOException {
    if (!Files.isRegularFile(from)) return;
    boolean isNew = !Files.exists(to);
    if (isNew && !isRehearsed) {
      Home.createFolder(Optional.ofNullable(to.getParent()).orElse(workspace));
      isNew = Home.writeNew(to, OldHome.bytes(from));
      if (isNew && Files.isExecutable(from) && !to.toFile().setExecutable(true, true)) {
        left(kind, name, to.getFileName() + " was taken, but cannot be made executable");
      }
    }
    if (isNew) taken(kind, name, String.valueOf(to.getFileName()));
    else known(kind, name, "there is one already; it is kept");
  }

  private void taken(String kind, String name, String detail) {
    findings.add(new Finding(kind, name, Outcome.TAKEN, detail));
  }

  private void known(String kind, String name, String detail) {
    findings.add(new Finding(kind, name, Outcome.KNOWN, detail));
  }

  private void left(String kind, String name, String detail) {
    findings.add(new Finding(kind, name, Outcome.LEFT, detail));
  }
}
