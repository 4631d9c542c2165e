package dev.nanobot.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.world.RealWorld;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class PairingTest {
  /// Of so many codes two are the same once in a million runs.
  private static final int MANY = 1_000;

  @Test
  void aCodeIsEightLettersThatNobodyTakesForOthers() {
    var world = new RealWorld();
    Set<String> codes = new HashSet<>();
    Set<Integer> letters = new TreeSet<>();
    for (int i = 0; i < MANY; i++) {
      String code = Pairing.code(world);
      assertThat(code).hasSize(8);
      codes.add(code);
      code.chars().forEach(letters::add);
    }
    assertThat(codes).hasSize(MANY);
    assertThat(letters).hasSize(30);
    assertThat(letters).doesNotContain((int) '0', (int) 'O', (int) '1', (int) 'I', (int) 'L');
    assertThat(letters).doesNotContain((int) 'U');
  }

  @Test
  void aCodeIsReadAsPeopleTypeIt() {
    assertThat(Pairing.typed(" abcd-ef gh\n")).isEqualTo("ABCDEFGH");
  }
}
