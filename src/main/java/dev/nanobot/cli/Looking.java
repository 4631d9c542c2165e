package dev.nanobot.cli;

import dev.nanobot.app.Config;
import dev.nanobot.app.Home;
import dev.nanobot.app.Instance;
import dev.nanobot.store.Store;
import java.nio.file.Files;
import java.util.function.Function;

/// Reading what the home holds, and changing it, without working on it.
final class Looking {
  private Looking() {}

  /// Applies `look` to the store. A home without a store is not made by looking at it.
  static <T> T into(Shell shell, Flags flags, Function<Store, T> look) {
    return at(shell, flags, instance -> look.apply(instance.store()));
  }

  /// The same with all of the instance.
  static <T> T at(Shell shell, Flags flags, Function<Instance, T> look) {
    Home home = flags.home(shell);
    Config config = flags.read(shell);
    if (!Files.exists(home.database())) {
      throw new Failure(
          Exit.NOT_FOUND,
          "There is nothing in " + home.root() + " yet",
          "",
          "nanobot agent -m \"hello\"");
    }
    try (var instance = Instance.open(shell.world(), home, config, shell.environment())) {
      return look.apply(instance);
    }
  }

  /// Applies `change` to the store, which is made when there is none.
  static <T> T change(Shell shell, Flags flags, Function<Store, T> change) {
    return changeAt(shell, flags, instance -> change.apply(instance.store()));
  }

  /// The same with all of the instance.
  static <T> T changeAt(Shell shell, Flags flags, Function<Instance, T> change) {
    Config config = flags.read(shell);
    try (var instance =
        Instance.open(shell.world(), flags.home(shell), config, shell.environment())) {
      return change.apply(instance);
    }
  }
}
