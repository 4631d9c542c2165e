package dev.nanobot.api;

import dev.nanobot.store.Board.Count;
import dev.nanobot.store.Board.Figures;
import dev.nanobot.store.Ledger;
import dev.nanobot.store.Ledger.Grouping;
import dev.nanobot.store.Ledger.Spent;
import dev.nanobot.store.Store;
import dev.nanobot.store.Store.Health;
import dev.nanobot.store.Store.Race;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.Quantile;
import io.prometheus.metrics.model.snapshots.Quantiles;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import jdk.management.VirtualThreadSchedulerMXBean;

/// The figures of a gateway in Prometheus' text format, read from the rows at each call: nothing is
/// counted while nobody asks, and a restart loses none.
///
/// Owned by the thread of the request; the library is not loaded before the first call.
final class Metrics {
  static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

  /// Before the first day that anything was spent.
  private static final LocalDate FIRST = LocalDate.EPOCH;

  private static final double[] QUANTILES = {0.5, 0.9, 0.99};

  private final Store store;
  private final List<MetricSnapshot> metrics = new ArrayList<>();

  Metrics(Store store) {
    this.store = store;
  }

  /// `pinned` is told where it is known.
  byte[] text(OptionalLong pinned) {
    addStore(store.health());
    addFigures(store.board().figures());
    addSpent(store.ledger());
    addMachine();
    pinned.ifPresent(
        times ->
            counter(
                "nanobot_pinned_threads",
                "How often a virtual thread held its carrier while it waited, since first asked",
                times));
    var bytes = new ByteArrayOutputStream();
    try {
      PrometheusTextFormatWriter.create().write(bytes, new MetricSnapshots(metrics));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private void addStore(Health health) {
    gauge("nanobot_inbox_waiting", "Messages that wait", health.inboxWaiting());
    gauge("nanobot_turns_running", "Turns that run", health.turnsRunning());
    gauge("nanobot_outbox_pending", "Messages that are to leave", health.outboxPending());
    gauge("nanobot_outbox_dead", "Messages that were given up", health.outboxDead());
    gauge(
        "nanobot_outbox_age_seconds",
        "Age of the oldest message that is to leave",
        seconds(health.oldestPending()));
    var races = CounterSnapshot.builder().name("nanobot_races").help("Races that came to nothing");
    for (Race race : health.races()) races.dataPoint(point(race.count(), "race", race.name()));
    metrics.add(races.build());
  }

  private void addFigures(Figures figures) {
    counter("nanobot_messages", "Messages that came", figures.messages());
    counter("nanobot_turns", "Turns that began", figures.turns());
    counter("nanobot_replies", "Messages that were to leave", figures.replies());
    gauge(
        "nanobot_inbox_age_seconds",
        "Age of the message that waits longest",
        seconds(figures.waited()));
    gauge(
        "nanobot_lease_wait_seconds",
        "How long a session has waited for somebody to work on it, at most",
        seconds(figures.leaseWaited()));
    metrics.add(
        SummarySnapshot.builder()
            .name("nanobot_queue_wait_seconds")
            .help("How long messages waited for their turn, of the newest 1000 turns")
            .dataPoint(waits(figures.queueWaits()))
            .build());
    var steps =
        GaugeSnapshot.builder()
            .name("nanobot_recent_steps")
            .help("Steps of the newest 1000 turns, by kind");
    for (Count count : figures.steps()) {
      steps.dataPoint(
          GaugeDataPointSnapshot.builder()
              .labels(Labels.of("kind", count.name()))
              .value(count.count())
              .build());
    }
    metrics.add(steps.build());
  }

  private static SummaryDataPointSnapshot waits(List<Duration> waits) {
    double[] sorted = waits.stream().mapToDouble(Metrics::seconds).sorted().toArray();
    var point = SummaryDataPointSnapshot.builder().count(sorted.length).sum(sum(sorted));
    if (sorted.length == 0) return point.build();
    var quantiles = Quantiles.builder();
    for (double part : QUANTILES) {
      int at = (int) Math.ceil(part * sorted.length) - 1;
      quantiles.quantile(new Quantile(part, sorted[at]));
    }
    return point.quantiles(quantiles.build()).build();
  }

  private static double sum(double[] values) {
    double sum = 0;
    for (double value : values) sum += value;
    return sum;
  }

  private void addSpent(Ledger ledger) {
    var calls = CounterSnapshot.builder().name("nanobot_model_calls").help("Questions to models");
    var tokens = CounterSnapshot.builder().name("nanobot_tokens").help("Tokens of models");
    for (Spent spent : ledger.spent(FIRST, ledger.today(), Grouping.MODEL)) {
      calls.dataPoint(point(spent.calls(), "model", spent.name()));
      tokens.dataPoint(point(spent.input(), "model", spent.name(), "kind", "input"));
      tokens.dataPoint(point(spent.output(), "model", spent.name(), "kind", "output"));
      tokens.dataPoint(point(spent.cached(), "model", spent.name(), "kind", "cached"));
    }
    metrics.add(calls.build());
    metrics.add(tokens.build());
  }

  private void addMachine() {
    Runtime runtime = Runtime.getRuntime();
    gauge("nanobot_heap_bytes", "Heap in use", runtime.totalMemory() - runtime.freeMemory());
    gauge("nanobot_heap_max_bytes", "The most the heap may take", runtime.maxMemory());
    var scheduler = ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);
    gauge(
        "nanobot_carrier_threads",
        "Threads that carry virtual ones: more than there are processors while some are pinned",
        scheduler.getPoolSize());
    gauge(
        "nanobot_virtual_threads_queued",
        "Virtual threads that could run and wait for a carrier",
        scheduler.getQueuedVirtualThreadCount());
  }

  private void gauge(String name, String help, double value) {
    metrics.add(
        GaugeSnapshot.builder()
            .name(name)
            .help(help)
            .dataPoint(GaugeDataPointSnapshot.builder().value(value).build())
            .build());
  }

  private void counter(String name, String help, long value) {
    metrics.add(CounterSnapshot.builder().name(name).help(help).dataPoint(point(value)).build());
  }

  private static CounterDataPointSnapshot point(long value, String... labels) {
    return CounterDataPointSnapshot.builder().labels(Labels.of(labels)).value(value).build();
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1_000.0;
  }
}
