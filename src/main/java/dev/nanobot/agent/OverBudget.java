package dev.nanobot.agent;

/// A question that was not put, because it could pass a limit. The message is for the person who
/// waits for the answer, `reason` for operators.
public final class OverBudget extends RuntimeException {
  private final String reason;
  private final String sentence;

  OverBudget(String reason, String sentence) {
    super(sentence);
    this.reason = reason;
    this.sentence = sentence;
  }

  @Override
  public String getMessage() {
    return sentence;
  }

  public String reason() {
    return reason;
  }
}
