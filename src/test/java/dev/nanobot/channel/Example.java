package dev.nanobot.channel;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/// The code of `docs/adding-a-channel.md`.
final class Example {
  private static final Path DOCUMENT = Path.of("docs", "adding-a-channel.md");
  private static final Path SOURCES = Path.of("src/main/java/dev/nanobot/channel");
  private static final Pattern BLOCK = Pattern.compile("(?s)```java\n(.*?)```");

  private Example() {}

  /// The one block that begins so, without its first line where that names a file.
  static String block(String beginning) {
    List<String> found = new ArrayList<>();
    Matcher block = BLOCK.matcher(read(DOCUMENT));
    while (block.find()) if (block.group(1).startsWith(beginning)) found.add(block.group(1));
    if (found.size() != 1) throw new AssertionError(found.size() + " blocks begin " + beginning);
    return found.getFirst();
  }

  /// The class of the document.
  static String linechat() {
    return block("package dev.nanobot.channel;");
  }

  /// The sources of the channel package that the document changes, changed.
  static List<Source> changed() {
    String permits = block("// ChannelConfig.java").lines().skip(1).reduce("", Example::joined);
    String line = block("// Channels.java").lines().skip(1).reduce("", Example::joined);
    String config = read(SOURCES.resolve("ChannelConfig.java"));
    String table = read(SOURCES.resolve("Channels.java"));
    return List.of(
        new Source(
            "ChannelConfig",
            replaced(config, "(?s)public sealed interface ChannelConfig.*?\\{", permits)),
        new Source("Channels", replaced(table, "(?m)^ +case Stdio\\.Config", line + "$0")),
        new Source("Linechat", linechat()));
  }

  private static String joined(String text, String line) {
    return text + line + "\n";
  }

  private static String replaced(String text, String pattern, String by) {
    Matcher found = Pattern.compile(pattern).matcher(text);
    if (!found.find()) throw new AssertionError("not found: " + pattern);
    return found.replaceFirst(by);
  }

  /// A class of the channel package.
  record Source(String name, String text) {}

  /// Compiles, into `folder`; returns what the compiler says.
  static String compile(Path folder, List<Source> sources) throws IOException {
    List<Path> files = new ArrayList<>();
    for (Source source : sources) {
      files.add(Files.writeString(folder.resolve(source.name() + ".java"), source.text()));
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    var said = new StringWriter();
    String path =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    List<String> options =
        List.of("-proc:none", "-Xlint:all,-classfile,-path", "-cp", path, "-d", folder.toString());
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      compiler
          .getTask(said, manager, null, options, null, manager.getJavaFileObjectsFromPaths(files))
          .call();
    }
    return said.toString();
  }

  /// The document's channel. Its configuration is on no list of sealed types here: those of this
  /// program are closed.
  static Class<?> load() {
    return Loaded.LINECHAT;
  }

  private static final class Loaded {
    private static final Class<?> LINECHAT = define();

    private static Class<?> define() {
      try {
        Path folder = Files.createTempDirectory("nanobot-example");
        String open = linechat().replace("\n      implements ChannelConfig {}", " {}");
        String said = compile(folder, List.of(new Source("Linechat", open)));
        if (!said.isEmpty()) throw new AssertionError(said);
        List<Path> classes;
        try (Stream<Path> all = Files.walk(folder)) {
          classes = all.filter(file -> file.toString().endsWith(".class")).sorted().toList();
        }
        Class<?> linechat = Example.class;
        for (Path file : classes) {
          Class<?> defined = MethodHandles.lookup().defineClass(Files.readAllBytes(file));
          if (defined.getName().endsWith(".Linechat")) linechat = defined;
        }
        return linechat;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (IllegalAccessException e) {
        throw new AssertionError(e);
      }
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
