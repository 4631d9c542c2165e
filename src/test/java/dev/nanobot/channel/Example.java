package dev.nanobot.channel;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.net.URL;
import java.net.URLClassLoader;
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

  /// The platform: its class, and the real table with the one line that the document adds.
  static List<Source> platform() {
    List<String> lines = block("// Channels.java").lines().skip(1).toList();
    if (lines.size() != 1) throw new AssertionError("one line makes a platform: " + lines);
    String table = read(SOURCES.resolve("Channels.java"));
    String first = "public record Channels(\n";
    if (!table.contains(first)) throw new AssertionError("not found: " + first);
    String longer = table.replace(first, first + lines.getFirst() + "\n");
    return List.of(new Source("Channels", longer), alone());
  }

  /// The class without that line.
  static Source alone() {
    return new Source("Linechat", linechat());
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
    List<String> options =
        List.of(
            "-proc:none",
            "-Xlint:all,-classfile,-path",
            "-cp",
            classPath(),
            "-d",
            folder.toString());
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      compiler
          .getTask(said, manager, null, options, null, manager.getJavaFileObjectsFromPaths(files))
          .call();
    }
    return said.toString();
  }

  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  /// What the program says to a configuration file where the classes of `folder` stand in front of
  /// its own: the names of its channels, or what is wrong.
  static String configured(Path folder, String text) throws Exception {
    List<URL> path = new ArrayList<>();
    path.add(folder.toUri().toURL());
    for (String part : classPath().split(File.pathSeparator))
      path.add(Path.of(part).toUri().toURL());
    ClassLoader above = ClassLoader.getPlatformClassLoader();
    try (var loader = new URLClassLoader(path.toArray(URL[]::new), above)) {
      Class<?> reader = loader.loadClass("dev.nanobot.app.ChannelNames");
      Object read = reader.getConstructor().newInstance();
      return (String) reader.getMethod("apply", String.class).invoke(read, text);
    }
  }

  /// The document's channel.
  static Class<?> load() {
    return Loaded.LINECHAT;
  }

  private static final class Loaded {
    private static final Class<?> LINECHAT = define();

    private static Class<?> define() {
      try {
        Path folder = Files.createTempDirectory("nanobot-example");
        String said = compile(folder, List.of(alone()));
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
