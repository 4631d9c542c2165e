package dev.nanobot.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class OwnerTokenTest {
  private static final int CHARS_MIN = 24;
  private static final int CHARS_MAX = 512;

  @TempDir Path folder;

  private String read(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("token"), text);
    return new OwnerToken(file).read().reveal();
  }

  @Test
  void aTokenOfTheLongestKindMayEndWithItsLine() throws Exception {
    String longest = "t".repeat(CHARS_MAX);
    assertThat(read(longest)).isEqualTo(longest);
    assertThat(read(longest + "\r\n")).isEqualTo(longest);
    assertThat(read(longest + "t")).isEmpty();
    assertThat(read("t".repeat(CHARS_MIN) + "\n")).hasSize(CHARS_MIN);
    assertThat(read("t".repeat(CHARS_MIN - 1) + "\n")).isEmpty();
  }

  @Test
  @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void whatIsNoFileHoldsNoTokenAndIsNotWaitedFor() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    for (Path path : List.of(pipe, folder, folder.resolve("gone"))) {
      assertThat(new OwnerToken(path).read().isEmpty()).as(path.toString()).isTrue();
    }
  }

  @Test
  void whatCannotBeLookedAtIsNotTakenForNoToken() throws Exception {
    Path loop = folder.resolve("loop");
    Files.createSymbolicLink(loop, loop);
    assertThatThrownBy(() -> new OwnerToken(loop).read()).isInstanceOf(IOException.class);
  }
}
