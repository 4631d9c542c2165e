package dev.nanobot.gateway;

import dev.nanobot.store.Memories;
import dev.nanobot.store.Memories.News;
import dev.nanobot.world.World;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the files of memory and the rows in step: looks every few seconds for what people edited
/// and for what is new.
///
/// Owned by the thread that runs it.
public final class MemoryWatch {
  private static final Logger log = LoggerFactory.getLogger(MemoryWatch.class);
  private static final Duration PAUSE = Duration.ofSeconds(3);

  private final World world;
  private final Memories memories;
  private final MemoryFiles files;
  private final Set<String> open = new TreeSet<>(); // not in step when last looked at
  private Map<String, String> stamps = Map.of();
  private long seen;
  private String told = "";

  public MemoryWatch(World world, Memories memories, MemoryFiles files) {
    this.world = world;
    this.memories = memories;
    this.files = files;
  }

  /// Looks until interrupted.
  public void run() throws InterruptedException {
    while (true) {
      look();
      world.sleep(PAUSE);
    }
  }

  void look() throws InterruptedException {
    News news = memories.news(files.scope(), seen);
    Set<String> names = new TreeSet<>(open);
    news.names().stream().filter(MemoryFiles::isName).forEach(names::add);
    Optional<String> trouble = touched(names);
    open.clear();
    for (String name : names) {
      Optional<String> failure = files.sync(name);
      if (failure.isEmpty()) continue;
      open.add(name);
      trouble = failure;
    }
    seen = news.last();
    tell(trouble.orElse(""));
  }

  /// Adds the files that are not as they were.
  private Optional<String> touched(Set<String> names) {
    try {
      Map<String, String> now = new HashMap<>(files.folder().stamps());
      for (Map.Entry<String, String> file : now.entrySet()) {
        String name = file.getKey();
        boolean isSame = file.getValue().equals(stamps.get(name));
        if (!isSame || !MemoryFiles.isName(name)) MemoryFiles.shown(name).ifPresent(names::add);
      }
      stamps = now;
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(files.folder().path() + " cannot be read: " + e.getMessage());
    }
  }

  /// Says each trouble once.
  private void tell(String trouble) {
    if (!trouble.isEmpty() && !trouble.equals(told)) log.warn("{}", trouble);
    told = trouble;
  }
}
