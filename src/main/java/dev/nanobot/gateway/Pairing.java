package dev.nanobot.gateway;

import dev.nanobot.store.Gates.Offer;
import dev.nanobot.world.World;
import java.math.BigInteger;
import java.util.Locale;

/// The codes that strangers are told, for an owner who lets them in.
public final class Pairing {
  /// What is told to somebody who is let in.
  public static final String WELCOME = "You may talk to me now.";

  /// Letters and digits that nobody takes for another one.
  static final String ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ23456789";

  static final int CODE_CHARS = 8;

  private static final int ID_RADIX = 36;
  private static final BigInteger LETTERS = BigInteger.valueOf(ALPHABET.length());

  private static final String NOTICE =
      "I do not know you, so I do not answer. Whoever runs me can let you in with this code,"
          + " within an hour: ";

  private Pairing() {}

  static Offer offer(World world) {
    String code = code(world);
    return new Offer.Code(code, NOTICE + code);
  }

  /// A code that nobody guesses.
  static String code(World world) {
    var code = new StringBuilder();
    var random = new BigInteger(world.id(), ID_RADIX);
    for (int i = 0; i < CODE_CHARS; i++) {
      BigInteger[] parts = random.divideAndRemainder(LETTERS);
      code.append(ALPHABET.charAt(parts[1].intValue()));
      random = parts[0];
    }
    return code.toString();
  }

  /// A code as somebody typed it.
  public static String typed(String text) {
    return text.replaceAll("[\\s-]", "").toUpperCase(Locale.ROOT);
  }
}
