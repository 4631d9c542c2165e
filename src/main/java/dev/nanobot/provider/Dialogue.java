package dev.nanobot.provider;

import dev.nanobot.message.Message;
import dev.nanobot.provider.Pictures.Picture;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A transcript in the order that model servers insist on: whatever was called is followed at once
/// by exactly one result for each call, in the order of the calls.
///
/// What came in between is moved behind the results; a result without a call, or a second one, is
/// left out; a missing one is filled in.
record Dialogue(List<Part> parts) {
  private static final String NO_RESULT = "Error: the result of this call is not available.";
  private static final String NO_OUTPUT = "(no output)";

  /// One contribution.
  sealed interface Part {}

  /// Something heard, with its heading, a line for each of its files, and the images among them
  /// that are shown; never blank.
  record Heard(String text, List<Picture> pictures) implements Part {
    static Heard of(Message.User user, ZoneId zone, Pictures pictures) {
      return new Heard(Heading.over(user, zone) + pictures.lines(user), pictures.of(user));
    }
  }

  /// What the model said, and what came of its calls. It has text or calls.
  record Said(Message.Assistant message, List<Message.Result> results) implements Part {}

  static Dialogue of(List<Message> transcript, ZoneId zone, Pictures pictures) {
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < transcript.size(); i++) {
      switch (transcript.get(i)) {
        case Message.User user -> parts.add(Heard.of(user, zone, pictures));
        case Message.Assistant said -> {
          if (said.text().isBlank() && said.isFinal()) continue;
          parts.add(new Said(said, results(said, transcript.subList(i + 1, transcript.size()))));
        }
        case Message.Result _ -> {} // Told with its call.
      }
    }
    return new Dialogue(List.copyOf(parts));
  }

  /// The results of `said` among what follows it, up to the model's next words.
  private static List<Message.Result> results(Message.Assistant said, List<Message> following) {
    Map<String, Message.Result> found = new HashMap<>();
    for (Message message : following) {
      if (message instanceof Message.Assistant) break;
      if (message instanceof Message.Result result) found.putIfAbsent(result.callId(), result);
    }
    return said.calls().stream()
        .map(call -> found.getOrDefault(call.id(), new Message.Result(call.id(), NO_RESULT, true)))
        .map(Dialogue::spoken)
        .toList();
  }

  private static Message.Result spoken(Message.Result result) {
    if (!result.text().isBlank()) return result;
    return new Message.Result(result.callId(), NO_OUTPUT, result.failed());
  }

  /// The index of the first part after the last thing heard: the work on the current question.
  int currentFrom() {
    for (int i = parts.size() - 1; i >= 0; i--) {
      if (parts.get(i) instanceof Heard) return i + 1;
    }
    return 0;
  }
}
