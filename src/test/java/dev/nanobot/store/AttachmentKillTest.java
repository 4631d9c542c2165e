package dev.nanobot.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.world.Jvm;
import dev.nanobot.world.RealWorld;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A process that sends files, under SIGKILL.
@Tag("slow")
final class AttachmentKillTest {
  private static final int KILLS = 12;

  @TempDir Path folder;

  @Test
  void afterKillsEachMessageHasBothFilesAndNothingDanglesAfterPruning() throws Exception {
    int said = 0;
    for (int kill = 0; kill < KILLS; kill++) said += lines(start("k" + kill + "-"), 2 + kill);
    try (Store store = SqliteStore.open(new RealWorld(), file())) {
      assertThat(number("select count(*) from inbox")).isGreaterThanOrEqualTo(said);
      assertThat(
              number(
                  "select count(*) from inbox where id not in (select message from media"
                      + " where message is not null group by message having count(*) = 2)"))
          .isZero();
      assertThat(number("select count(*) from media where (message is null) <> (session is null)"))
          .isZero();
      store.attachments().prune(new RealWorld().now().plus(Duration.ofDays(1)));
      assertThat(number("select count(*) from media_body"))
          .isEqualTo(number("select count(*) from media"))
          .isEqualTo(2 * number("select count(*) from inbox"));
    }
  }

  /// Kills the program after so many lines, wherever it is by then; returns what it had said.
  private static int lines(Process process, int count) throws IOException, InterruptedException {
    try (var out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      int said = 0;
      while (said < count && out.readLine() != null) said++;
      assertThat(said).isEqualTo(count);
      process.destroyForcibly().waitFor();
      return said;
    }
  }

  private Process start(String name) throws IOException {
    return new ProcessBuilder(
            Jvm.command(Uploader.class.getName(), List.of(file().toString(), name)))
        .redirectError(folder.resolve("log").toFile())
        .start();
  }

  private long number(String sql) throws SQLException {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      assertThat(rows.next()).isTrue();
      return rows.getLong(1);
    }
  }

  private Path file() {
    return folder.resolve("nanobot.db");
  }
}
