package dev.nanobot.provider;

import dev.nanobot.message.Event;
import dev.nanobot.message.Reply;
import dev.nanobot.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Several models in order of preference: the next one is asked when one cannot answer. Models
/// that failed again and again are passed over for a while, unless all did.
///
/// What is wrong with the question itself (bad request, too long, withheld) is no reason to ask
/// another.
///
/// Shared: immutable but for the breakers.
final class Fallback implements Provider {
  /// A provider and the name of the model that it is asked for.
  record Link(Provider provider, String model, Breaker breaker) {
    Link(Provider provider, String model) {
      this(provider, model, new Breaker());
    }
  }

  private static final Logger LOG = LoggerFactory.getLogger(Fallback.class);

  private final List<Link> links;
  private final World world;

  Fallback(List<Link> links, World world) {
    if (links.isEmpty()) throw new IllegalArgumentException("a fallback has at least one model");
    this.links = List.copyOf(links);
    this.world = world;
  }

  @Override
  public Reply complete(Request request, Consumer<Event> events) throws InterruptedException {
    var shown = new Shown(events);
    List<Link> candidates = candidates();
    for (int i = 0; ; i++) {
      Link link = candidates.get(i);
      try {
        Reply reply = link.provider.complete(request.to(link.model), shown);
        link.breaker.succeeded();
        return reply;
      } catch (ProviderException e) {
        if (!mayOtherHelp(e)) throw e;
        link.breaker.failed(world.nanos());
        if (i == candidates.size() - 1) throw e;
        shown.discard(e.getMessage());
        LOG.warn(
            "{} cannot answer, asking {}: {}",
            link.model,
            candidates.get(i + 1).model,
            e.getMessage());
      }
    }
  }

  private List<Link> candidates() {
    long now = world.nanos();
    List<Link> closed = new ArrayList<>(links);
    closed.removeIf(link -> !link.breaker.isClosed(now));
    return closed.isEmpty() ? links : closed;
  }

  private static boolean mayOtherHelp(ProviderException failure) {
    return switch (failure.kind()) {
      case ACCESS, QUOTA, RATE, UNAVAILABLE -> true;
      case REQUEST, TOO_LONG, FILTERED -> false;
    };
  }
}
