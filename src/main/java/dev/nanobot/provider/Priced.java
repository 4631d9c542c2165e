package dev.nanobot.provider;

import dev.nanobot.message.Bill;
import dev.nanobot.message.Event;
import dev.nanobot.message.Reply;
import java.util.function.Consumer;

/// A provider whose answers say what they cost. Where the model that answered has no price, that of
/// the model which was asked for counts.
///
/// Shared: immutable.
public record Priced(Provider provider, Prices prices) implements Provider {
  @Override
  public Reply complete(Request request, Consumer<Event> events) throws InterruptedException {
    Reply reply = provider.complete(request, events);
    Bill bill =
        prices
            .of(reply.model())
            .or(() -> prices.of(request.model()))
            .map(price -> new Bill(1, price.micros(reply.usage()), 0))
            .orElse(new Bill(1, 0, 1));
    return new Reply(reply.message(), reply.finish(), reply.usage().billed(bill), reply.model());
  }
}
