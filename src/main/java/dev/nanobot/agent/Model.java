package dev.nanobot.agent;

import dev.nanobot.message.Event;
import dev.nanobot.message.Overdraft;
import dev.nanobot.message.Reply;
import dev.nanobot.message.Usage;
import dev.nanobot.provider.Provider;
import dev.nanobot.provider.Provider.Request;
import dev.nanobot.provider.ProviderException;
import java.util.Optional;
import java.util.function.Consumer;

/// A language model that is asked within a budget.
///
/// Immutable; as shared as its provider.
public record Model(Provider provider, Budget budget) {
  /// A model without a limit.
  public static Model of(Provider provider) {
    return new Model(provider, Budget.NONE);
  }

  /// Puts a question. `known` is what earlier answers to it took, which are not in the journal.
  ///
  /// @throws OverBudget when it could pass a limit: nothing was asked
  /// @throws ProviderException when the model does not answer
  Reply ask(Request request, Usage known, Journal journal, Consumer<Event> events)
      throws InterruptedException {
    if (!budget.isLimited()) return provider.complete(request, events);
    Optional<Overdraft> passed = journal.reserve(budget.worst(request, known), budget.limits());
    if (passed.isPresent()) throw budget.passed(passed.get());
    try {
      return provider.complete(request, events);
    } catch (ProviderException e) {
      if (e.mayHaveCost() || known.output() > 0) journal.forfeit();
      else journal.release();
      throw e;
    }
  }
}
