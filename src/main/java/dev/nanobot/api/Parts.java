package dev.nanobot.api;

import dev.nanobot.gateway.Intake;
import dev.nanobot.message.Attachment;
import dev.nanobot.message.Upload;
import dev.nanobot.store.Asks.Line;
import dev.nanobot.store.Asks.Voice;
import dev.nanobot.web.Rejected;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// The content of a message in OpenAI's shapes: a text, or a list of parts.
///
/// Source: API reference, "Create chat completion" and "Create a model response", read on
/// 2026-11-28.
final class Parts {
  /// The longest text of one message, in characters.
  static final int TEXT_CHARS_MAX = 1_000_000;

  private static final Pattern DATA =
      Pattern.compile("data:([\\w.+-]+/[\\w.+-]+)(;[\\w=.+-]+)*;base64,");

  private static final Pattern REMOTE = Pattern.compile("(?i)[a-z][a-z0-9+.-]*:.*", Pattern.DOTALL);
  private static final int HEAD_CHARS_MAX = 200;

  private Parts() {}

  /// Reads a content; `where` says to the caller where it stands.
  ///
  /// @throws Rejected when it is none, or has a part that cannot be taken
  static Line line(JsonNode content, Voice voice, String where) {
    List<String> texts = new ArrayList<>();
    List<Upload> files = new ArrayList<>();
    if (content.isString()) texts.add(content.stringValue());
    else if (content.isArray()) {
      int i = 0;
      for (JsonNode part : content) add(part, where + "[" + i++ + "]", texts, files);
    } else throw Rejected.invalid(where, "a string or a list of parts");
    String text = Intake.clean(String.join("\n", texts));
    if (text.length() > TEXT_CHARS_MAX) {
      throw Rejected.invalid(where, "at most " + TEXT_CHARS_MAX + " characters");
    }
    if (files.size() > Attachment.MESSAGE_MAX) {
      throw Rejected.invalid(where, "at most " + Attachment.MESSAGE_MAX + " images");
    }
    if (voice == Voice.AGENT && !files.isEmpty()) {
      throw Rejected.invalid(where, "text, for an assistant");
    }
    return new Line(voice, text, files);
  }

  /// The same for what can be text only.
  static String text(JsonNode content, String where) {
    Line line = line(content, Voice.AGENT, where);
    return line.text();
  }

  private static void add(JsonNode part, String where, List<String> texts, List<Upload> files) {
    if (!part.isObject()) throw Rejected.invalid(where, "an object");
    switch (part.path("type").asString("")) {
      case "text", "input_text", "output_text" -> texts.add(string(part, "text", where));
      case "refusal" -> texts.add(string(part, "refusal", where));
      case "image_url" -> files.add(image(part.path("image_url").path("url"), where));
      case "input_image" -> files.add(image(part.path("image_url"), where));
      case "" -> throw Rejected.invalid(where + ".type", "a string");
      default ->
          throw Asking.unsupported(
              where + ".type", "Text and images are taken here, and no other parts.");
    }
  }

  private static String string(JsonNode part, String name, String where) {
    JsonNode value = part.path(name);
    if (!value.isString()) throw Rejected.invalid(where + "." + name, "a string");
    return value.stringValue();
  }

  private static Upload image(JsonNode address, String where) {
    if (!address.isString()) throw Rejected.invalid(where + ".image_url", "a data URL");
    String url = address.stringValue();
    Matcher head = DATA.matcher(url).region(0, Math.min(url.length(), HEAD_CHARS_MAX));
    if (!head.lookingAt()) {
      boolean isRemote = REMOTE.matcher(url).matches() && !url.startsWith("data:");
      throw isRemote
          ? Asking.unsupported(
              where + ".image_url", "Images are not fetched: send them as data URLs.")
          : Rejected.invalid(where + ".image_url", "a data URL: data:image/png;base64,…");
    }
    try {
      byte[] bytes = Base64.getDecoder().decode(url.substring(head.end()));
      String kind = head.group(1).substring(head.group(1).indexOf('/') + 1);
      Upload upload = Upload.of("image." + kind.toLowerCase(Locale.ROOT), bytes);
      if (upload.type().isImage()) return upload;
    } catch (IllegalArgumentException e) { // What says no base64, and what says a broken rule.
      throw invalidImage(where, String.valueOf(e.getMessage()));
    }
    throw invalidImage(where, "It is no PNG, JPEG, GIF or WebP.");
  }

  private static Rejected invalidImage(String where, String why) {
    String message = "The image cannot be used. " + why;
    return new Rejected(400, "invalid_image", where + ".image_url", message, Duration.ZERO);
  }
}
