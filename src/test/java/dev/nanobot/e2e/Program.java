package dev.nanobot.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// One life of a program that speaks lines on its standard input and output.
final class Program {
  private final Process process;
  private final BlockingQueue<String> toWrite = new LinkedBlockingQueue<>();
  private final CountDownLatch speaking = new CountDownLatch(1);
  private final Thread reader;
  private final Thread writer;

  Program(Launch launch, Listener listener) {
    this.process = launch.start();
    this.reader =
        Thread.ofPlatform().daemon().name("program reader").unstarted(() -> read(listener));
    this.writer = Thread.ofPlatform().daemon().name("program writer").unstarted(this::write);
  }

  Program begin() {
    reader.start();
    writer.start();
    return this;
  }

  /// Queues a line for the program; it is lost when the program is killed first.
  void send(String line) {
    toWrite.add(line);
  }

  /// Waits until the program has written a line.
  boolean awaitSpeaking(Duration longest) throws InterruptedException {
    return speaking.await(longest.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// Waits for the program's own end; false when it still runs.
  boolean awaitEnd(Duration longest) throws InterruptedException {
    return process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS);
  }

  long pid() {
    return process.pid();
  }

  /// SIGKILL; afterwards everything that it wrote has been heard.
  void kill() throws InterruptedException {
    process.toHandle().destroyForcibly(); // Unlike the process's own, it leaves the pipes open.
    process.waitFor();
    end();
  }

  /// SIGTERM; returns its exit code, or -1 when it had to be killed after `longest`.
  int stop(Duration longest) throws InterruptedException {
    process.toHandle().destroy();
    boolean isEnded = awaitEnd(longest);
    kill();
    return isEnded ? process.exitValue() : -1;
  }

  private void end() throws InterruptedException {
    reader.join();
    writer.interrupt();
    writer.join();
  }

  private void read(Listener listener) {
    try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        listener.hear(this, line);
        speaking.countDown();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      speaking.countDown(); // An end is noticed where its life is awaited.
    }
  }

  private void write() {
    try (var out = process.getOutputStream()) {
      while (true) {
        out.write((toWrite.take() + "\n").getBytes(UTF_8));
        out.flush();
      }
    } catch (IOException | InterruptedException e) {
      return; // The program ended: what it did not read is brought to the next one.
    }
  }

  /// Hears the program's lines, on its reader's thread.
  @FunctionalInterface
  interface Listener {
    void hear(Program program, String line);
  }
}
