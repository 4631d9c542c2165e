package dev.nanobot.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;

/// The fake model in a process of its own, which answers at once.
final class ModelServer implements AutoCloseable {
  private static final String READY = "listening ";

  private final Process process;
  private final int port;

  ModelServer() throws IOException {
    String java = ProcessHandle.current().info().command().orElse("java");
    process = new ProcessBuilder(java, "-XX:+UseSerialGC", "-Xmx256m", "-cp",
        System.getProperty("java.class.path"), "dev.nanobot.provider.FakeModel", "0")
        .redirectError(Redirect.DISCARD).start();
    var out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    String line = out.readLine();
    if (line == null || !line.startsWith(READY)) {
      throw new IOException("the fake model names its port first, not: " + line);
    }
    port = Integer.parseInt(line.substring(READY.length()));
  }

  String base() {
    return "http://127.0.0.1:" + port + "/v1";
  }

  @Override
  public void close() {
    process.destroy();
  }
}
