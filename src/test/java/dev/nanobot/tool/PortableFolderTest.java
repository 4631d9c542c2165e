package dev.nanobot.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Where the kernel cannot help, directories are entered step by step.
class PortableFolderTest {
  @Test
  void filesAreReadAndReplaced(@TempDir Path directory) throws Exception {
    Files.createDirectories(directory.resolve("a/b"));
    try (Folder root = PortableFolder.open(directory);
        Folder folder = root.enter(Path.of("a/b"))) {
      var forAll = PosixFilePermissions.fromString("rw-rw-rw-");
      try (var channel = folder.create("draft", forAll)) {
        channel.write(ByteBuffer.wrap("text".getBytes()));
      }
      folder.move("draft", "file");
      assertThat(folder.facts("file").orElseThrow().permissions()).isEqualTo(forAll);
      folder.sync();
      folder.make("c");
      assertThat(folder.names()).containsExactlyInAnyOrder("file", "c");
      assertThat(folder.facts("none")).isEmpty();
      folder.delete("none");
      try (Folder.Opened file = root.file(Path.of("a/b/file"))) {
        assertThat(file.real()).isEqualTo(directory.toRealPath().resolve("a/b/file"));
        assertThat(file.facts().isFile()).isTrue();
        assertThat(Channels.newInputStream(file.content()).readAllBytes())
            .asString()
            .isEqualTo("text");
      }
    }
  }

  @Test
  void noLinkIsFollowed(@TempDir Path directory) throws Exception {
    Path outside = Files.createDirectories(directory.resolve("outside"));
    Files.writeString(outside.resolve("secret.txt"), "secret");
    Path inside = Files.createDirectories(directory.resolve("inside"));
    Files.createSymbolicLink(inside.resolve("dir"), outside);
    Files.createSymbolicLink(inside.resolve("file"), outside.resolve("secret.txt"));
    try (Folder root = PortableFolder.open(inside)) {
      assertThatThrownBy(() -> root.enter(Path.of("dir"))).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> root.enter(Path.of("../outside"))).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> root.file(Path.of("dir/secret.txt")))
          .isInstanceOf(IOException.class);
      try (Folder.Opened file = root.file(Path.of("file"))) {
        assertThatThrownBy(file::content).isInstanceOf(IOException.class);
        assertThat(file.facts().isFile()).isFalse();
      }
    }
  }
}
