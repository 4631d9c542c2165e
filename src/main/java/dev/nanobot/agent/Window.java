package dev.nanobot.agent;

import dev.nanobot.message.Attachment;
import dev.nanobot.message.Message;
import dev.nanobot.message.Message.Assistant;
import dev.nanobot.message.Message.Result;
import dev.nanobot.message.Message.Thought;
import dev.nanobot.message.Message.ToolCall;
import dev.nanobot.message.Message.User;
import dev.nanobot.message.Recap;
import dev.nanobot.message.ToolSpec;
import dev.nanobot.provider.Provider.Request;
import java.util.ArrayList;
import java.util.List;

/// How much of a transcript fits a model. Tokens are estimated: four ASCII characters, or one other
/// character, count as one.
final class Window {
  /// The most that is kept of an early result of the running turn when the turn alone is too long.
  static final int RESULT_CHARS_KEPT = 500;

  private static final String SUMMARY = "[Summary of the conversation before]\n";

  /// What a message costs beside its text.
  private static final int MESSAGE_TOKENS = 8;

  private static final int ASCII_CHARS_A_TOKEN = 4;

  /// The most that Anthropic's models take of one; OpenAI's take less.
  private static final int IMAGE_TOKENS = 1_600;

  private Window() {}

  /// The summary, if there is one, and as much of the end of `transcript` as fits with it.
  static List<Message> fit(Recap recap, List<Message> transcript, int tokensMax) {
    if (recap.isEmpty()) return fit(transcript, tokensMax);
    List<Message> told = new ArrayList<>();
    told.add(told(recap));
    told.addAll(fit(transcript, tokensMax - tokens(recap)));
    return List.copyOf(told);
  }

  /// The end of `transcript` within `tokensMax`: whole turns, from a user's message on, so that
  /// calls and results stay together. The last turn is always there; if it alone is too long,
  /// its early results are cut.
  static List<Message> fit(List<Message> transcript, int tokensMax) {
    int from = transcript.size();
    int tokens = 0;
    int start = from;
    while (from > 0) {
      from--;
      tokens += tokens(transcript.get(from));
      boolean isFirst = start == transcript.size();
      if (tokens > tokensMax && !isFirst) break;
      if (startsTurn(transcript, from)) start = from;
    }
    List<Message> fitting =
        transcript.subList(start == transcript.size() ? 0 : start, transcript.size());
    return fitting.stream().mapToInt(Window::tokens).sum() <= tokensMax
        ? List.copyOf(fitting)
        : cut(fitting, tokensMax);
  }

  private static boolean startsTurn(List<Message> transcript, int at) {
    return transcript.get(at) instanceof User
        && (at == 0 || transcript.get(at - 1) instanceof Assistant before && before.isFinal());
  }

  /// Cuts results, the earliest first, until the rest fits.
  private static List<Message> cut(List<Message> messages, int tokensMax) {
    List<Message> cut = new ArrayList<>(messages);
    int tokens = messages.stream().mapToInt(Window::tokens).sum();
    for (int i = 0; i < cut.size() && tokens > tokensMax; i++) {
      if (!(cut.get(i) instanceof Result result) || result.text().length() <= RESULT_CHARS_KEPT) {
        continue;
      }
      String kept =
          Prompt.head(result.text(), RESULT_CHARS_KEPT)
              + "\n[cut: the conversation is too long for the model]";
      var shorter = new Result(result.callId(), kept, result.failed());
      tokens -= tokens(result) - tokens(shorter);
      cut.set(i, shorter);
    }
    return cut;
  }

  /// The whole of a request.
  static int tokens(Request request) {
    int tokens = tokens(request.system()) + tokens(request.tools());
    for (Message message : request.transcript()) tokens += tokens(message);
    return tokens;
  }

  /// A conversation with what stands before it.
  static int tokens(Recap recap, List<Message> transcript) {
    int tokens = tokens(recap);
    for (Message message : transcript) tokens += tokens(message);
    return tokens;
  }

  static int tokens(Recap recap) {
    return recap.isEmpty() ? 0 : tokens(told(recap));
  }

  /// A summary, as the message that a conversation begins with.
  static User told(Recap recap) {
    return new User(SUMMARY + recap.text(), recap.at(), "summary");
  }

  static int tokens(List<ToolSpec> tools) {
    int tokens = 0;
    for (ToolSpec tool : tools) {
      tokens +=
          MESSAGE_TOKENS
              + tokens(tool.name())
              + tokens(tool.description())
              + tokens(tool.schema().toString());
    }
    return tokens;
  }

  static int tokens(Message message) {
    return MESSAGE_TOKENS
        + switch (message) {
          case User user -> tokens(user.text()) + tokens(user);
          case Result result -> tokens(result.text());
          case Assistant assistant -> {
            int tokens = tokens(assistant.text());
            for (ToolCall call : assistant.calls()) {
              tokens += MESSAGE_TOKENS + tokens(call.tool()) + tokens(call.arguments());
            }
            for (Thought thought : assistant.thoughts()) tokens += tokens(thought.json());
            yield tokens;
          }
        };
  }

  /// What the files of a message take: a line each, and the images.
  private static int tokens(User user) {
    int tokens = 0;
    for (Attachment attachment : user.attachments()) {
      tokens += tokens(attachment.told()) + (attachment.isImage() ? IMAGE_TOKENS : 0);
    }
    return tokens;
  }

  static int tokens(String text) {
    int ascii = 0;
    int other = 0;
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < 128) ascii++;
      else other++;
    }
    return other + (ascii + ASCII_CHARS_A_TOKEN - 1) / ASCII_CHARS_A_TOKEN;
  }
}
