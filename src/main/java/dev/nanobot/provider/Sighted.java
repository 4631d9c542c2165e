package dev.nanobot.provider;

import dev.nanobot.message.Event;
import dev.nanobot.message.Media;
import dev.nanobot.message.Reply;
import java.util.Locale;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A provider whose model may not take images, or not these: where it refuses a question that
/// shows some, it is asked again and told of them in words. A conversation with an image in it
/// would be dead otherwise.
///
/// Shared: immutable.
record Sighted(Provider provider) implements Provider {
  private static final Logger LOG = LoggerFactory.getLogger(Sighted.class);

  @Override
  public Reply complete(Request request, Consumer<Event> events) throws InterruptedException {
    boolean hasImages = !Pictures.newestFirst(request.transcript()).isEmpty();
    if (!hasImages) return provider.complete(request, events);
    var shown = new Shown(events);
    try {
      return provider.complete(request, shown);
    } catch (ProviderException e) {
      if (!mayBeAboutImages(e)) throw e;
      shown.discard(e.getMessage());
      LOG.warn("asking {} again without images: {}", request.model(), e.getMessage());
      return provider.complete(request.with(Media.NONE), shown);
    }
  }

  private static boolean mayBeAboutImages(ProviderException failure) {
    return switch (failure.kind()) {
      case REQUEST, TOO_LONG -> true;
      case ACCESS -> failure.getMessage().toLowerCase(Locale.ROOT).contains("image");
      case FILTERED, QUOTA, RATE, UNAVAILABLE -> false;
    };
  }
}
