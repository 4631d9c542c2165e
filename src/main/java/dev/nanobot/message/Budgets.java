package dev.nanobot.message;

/// How much models may take in a day: in all, for one principal, in one session, for one job.
public record Budgets(Limit day, Limit principalDay, Limit sessionDay, Limit jobDay) {
  public static final Budgets NONE = new Budgets(Limit.NONE, Limit.NONE, Limit.NONE, Limit.NONE);

  /// The most tokens and the most money, in millionths; 0 is no limit.
  public record Limit(long tokens, long micros) {
    public static final Limit NONE = new Limit(0, 0);

    public boolean isSet() {
      return tokens > 0 || micros > 0;
    }
  }

  public boolean isAnySet() {
    return day.isSet() || principalDay.isSet() || sessionDay.isSet() || jobDay.isSet();
  }

  public boolean isMoneyLimited() {
    return day.micros > 0 || principalDay.micros > 0 || sessionDay.micros > 0 || jobDay.micros > 0;
  }
}
