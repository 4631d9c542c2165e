package dev.nanobot.gateway;

import dev.nanobot.agent.Memory;
import dev.nanobot.message.Asker;
import dev.nanobot.message.Sharing;
import dev.nanobot.store.Memories;
import dev.nanobot.store.Memories.Hit;
import dev.nanobot.store.Memories.Text;
import dev.nanobot.world.World;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// Memory in the store, each caller's own scope of it. The scope that has files is read after what
/// people edited in them was taken in.
///
/// Shared: immutable. `zone` is that of days.
public record StoredMemory(
    World world, Memories memories, MemoryFiles files, Sharing sharing, ZoneId zone)
    implements Memory {
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT);

  @Override
  public Notes notes(Asker asker, LocalDate today) throws InterruptedException {
    String scope = sharing.scope(asker);
    return new Notes(text(scope, Memories.LONG_TERM).body(), text(scope, file(today)).body());
  }

  /// One text of a scope.
  public Text text(String scope, String name) throws InterruptedException {
    return hasFiles(scope) ? files.text(name) : memories.text(scope, name);
  }

  boolean hasFiles(String scope) {
    return scope.equals(files.scope());
  }

  /// The name of today's notes.
  public String today() {
    return file(LocalDate.ofInstant(world.now(), zone));
  }

  /// A hit of a search in a line: when, where, and what.
  public String line(Hit hit) {
    String at = MINUTE.withZone(zone).format(hit.at());
    String text = hit.snippet().strip().replaceAll("\\s*\\R\\s*", " / ");
    return at + " " + hit.source() + ": " + text;
  }

  private static String file(LocalDate day) {
    return day + ".md";
  }
}
