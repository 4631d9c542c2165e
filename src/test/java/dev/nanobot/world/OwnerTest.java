package dev.nanobot.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class OwnerTest {
  @Test
  void theFirstThreadThatSaysSoIsTheOwner() throws InterruptedException {
    var owner = new Owner();
    var checked = new CompletableFuture<Boolean>();
    Thread first =
        new RealWorld()
            .start(
                "the first",
                () -> {
                  owner.check();
                  owner.check();
                  checked.complete(true);
                });
    first.join();
    assertThat(checked).isCompleted();
    assertThatThrownBy(owner::check)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("only the first may do this");
  }
}
