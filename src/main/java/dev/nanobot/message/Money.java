package dev.nanobot.message;

import java.math.BigDecimal;
import java.math.RoundingMode;

/// Amounts of money: counted in millionths, written in whole ones. Which currency it is, the prices
/// decide.
public final class Money {
  private static final int MICROS_DIGITS = 6;
  private static final int SHOWN_DIGITS = 4;

  private Money() {}

  public static long micros(double money) {
    return BigDecimal.valueOf(money)
        .movePointRight(MICROS_DIGITS)
        .setScale(0, RoundingMode.HALF_UP)
        .longValueExact();
  }

  /// For people: at most four digits after the point, the last one rounded up.
  public static String shown(long micros) {
    return plain(
        BigDecimal.valueOf(micros, MICROS_DIGITS).setScale(SHOWN_DIGITS, RoundingMode.CEILING));
  }

  /// Exactly.
  public static String exact(long micros) {
    return plain(BigDecimal.valueOf(micros, MICROS_DIGITS));
  }

  private static String plain(BigDecimal money) {
    return money.signum() == 0 ? "0" : money.stripTrailingZeros().toPlainString();
  }
}
