package dev.nanobot.gateway;

import dev.nanobot.message.Attachment;
import dev.nanobot.message.Buttons;
import dev.nanobot.message.Effect;
import dev.nanobot.message.Json;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Sha256;
import dev.nanobot.message.ToolSpec;
import dev.nanobot.message.Trust;
import dev.nanobot.message.Upload;
import dev.nanobot.message.Write;
import dev.nanobot.store.AttachmentRefused;
import dev.nanobot.store.Attachments;
import dev.nanobot.tool.Call;
import dev.nanobot.tool.Output;
import dev.nanobot.tool.Reading;
import dev.nanobot.tool.Tool;
import dev.nanobot.tool.ToolException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/// The tool `message`: says something before the final reply, or in another chat, with buttons, and
/// sends files.
/// What it says becomes rows of the outbox in the transaction that commits the call's result, so it
/// is said once. Files are kept before that, as they are now.
public final class MessageTool implements Tool {
  /// What models are told of it.
  public static final ToolSpec SPEC =
      new ToolSpec(
          "message",
          "Send a message to the current chat before your reply, or to another chat. Your "
              + "final reply "
              + "reaches the current chat by itself.",
          Json.parse(
              """
          {"type": "object", "required": ["content"], "properties": {
            "content": {"type": "string", "minLength": 1, "description": "What to say"},
            "buttons": {"type": "array", "maxItems": 8, "items": {"type": "array", "minItems": 1,
                "maxItems": 8, "items": {"type": "string", "minLength": 1, "maxLength": 64}},
              "description": "Answers to choose from: rows of short labels. The one that is \
          pressed comes as the next message, so end your turn after asking. Where nothing can be \
          pressed, labels are shown as text."},
            "media": {"type": "array", "maxItems": 10, "items": {"type": "string"},
              "description": "Paths of files to send after it, of at most 20 MB each"},
            "channel": {"type": "string", "description": "Another chat's channel"},
            "chat_id": {"type": "string", "description": "Another chat's id"}}}
          """));

  private final Set<String> endpoints;
  private final Reading reading;
  private final Attachments attachments;

  /// `endpoints` are those that messages can reach; `reading` is what may be sent.
  public MessageTool(Set<String> endpoints, Reading reading, Attachments attachments) {
    this.endpoints = new TreeSet<>(endpoints);
    this.reading = reading;
    this.attachments = attachments;
  }

  @Override
  public ToolSpec spec() {
    return SPEC;
  }

  /// The row is written with the result or not at all: running again writes nothing twice.
  @Override
  public Effect effect() {
    return Effect.PURE;
  }

  @Override
  public Output run(JsonNode arguments, Call call) {
    SessionKey target = target(arguments, call);
    if (!target.equals(call.session()) && call.trust() != Trust.OWNER) {
      throw new ToolException(
          "Only the owner may have messages sent to another chat than " + call.session() + ".");
    }
    if (!target.equals(call.session()) && !endpoints.contains(target.endpoint())) {
      throw new ToolException(
          "There is no channel "
              + target.endpoint()
              + ". Known are: "
              + String.join(", ", endpoints)
              + ".");
    }
    String content = arguments.path("content").asString();
    if (content.isBlank()) throw new ToolException("content is something that can be read.");
    Buttons buttons = buttons(arguments.path("buttons"));
    List<Attachment> files = files(arguments.path("media"), call);
    // A session that is no chat, as that of the heartbeat, has one: the store knows which.
    return new Output(
        "The message will be delivered "
            + (files.isEmpty()
                ? ""
                : "with " + files.size() + (files.size() == 1 ? " file " : " files "))
            + (target.equals(call.session()) ? "in the current chat." : "to " + target + "."),
        List.of(new Write.Say(target, content, buttons, files)));
  }

  private static Buttons buttons(JsonNode rows) {
    try {
      return Buttons.of(rows);
    } catch (IllegalArgumentException e) {
      throw new ToolException("Not said: " + e.getMessage() + ".", e);
    }
  }

  /// Keeps what is to be sent, once for each call and content: after a crash it is found again.
  private List<Attachment> files(JsonNode paths, Call call) {
    List<Attachment> files = new ArrayList<>();
    for (JsonNode each : paths) {
      String path = each.asString("");
      byte[] bytes = reading.bytes(path, call, Upload.BYTES_MAX);
      String id = "message/" + call.key() + "/" + files.size() + "/" + Sha256.hex(bytes);
      try {
        files.add(attachments.put(call.principal(), id, Upload.of(path, bytes)));
      } catch (AttachmentRefused | IllegalArgumentException e) {
        throw new ToolException(path + " cannot be sent: " + e.getMessage(), e);
      }
    }
    return files;
  }

  private static SessionKey target(JsonNode arguments, Call call) {
    SessionKey here = call.session();
    String channel = arguments.path("channel").asString("");
    String chat = arguments.path("chat_id").asString("");
    boolean isHere =
        (channel.isEmpty() || channel.equals(here.channel()))
            && (chat.isEmpty() || chat.equals(here.chat()));
    if (isHere) return here;
    try {
      return new SessionKey(
          channel.isEmpty() ? here.channel() : channel,
          channel.isEmpty() || channel.equals(here.channel()) ? here.account() : "",
          chat.isEmpty() ? here.chat() : chat,
          "");
    } catch (IllegalArgumentException e) {
      throw new ToolException("There is no such chat: " + e.getMessage() + ".", e);
    }
  }
}
