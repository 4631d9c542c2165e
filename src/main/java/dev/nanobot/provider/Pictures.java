package dev.nanobot.provider;

import dev.nanobot.message.Attachment;
import dev.nanobot.message.Message;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The images of a conversation that a model is shown, in base64: the newest ones, as many as a
/// request holds. Of the others it is told in words.
record Pictures(Map<String, String> byId) {
  /// The most images of one request.
  static final int COUNT_MAX = 8;

  /// What they have together, in characters of base64: 20 MB.
  static final int CHARS_MAX = 20 * 1024 * 1024;

  static final Pictures NONE = new Pictures(Map.of());

  private static final String NOT_SHOWN = " (The image itself is not shown to you.)";

  Pictures {
    byId = Map.copyOf(byId);
  }

  /// An image as it goes with a message.
  record Picture(String type, String base64) {}

  /// `charsMax` is the most that the far side takes of one image.
  static Pictures of(Provider.Request request, int charsMax) {
    Map<String, String> byId = new HashMap<>();
    int left = CHARS_MAX;
    for (Attachment image : newestFirst(request.transcript())) {
      if (byId.size() == COUNT_MAX) break;
      long chars = chars(image.bytes());
      if (chars > Math.min(left, charsMax)) continue;
      Optional<byte[]> bytes = request.media().bytes(image.id());
      if (bytes.isEmpty()) continue;
      byId.put(image.id(), Base64.getEncoder().encodeToString(bytes.get()));
      left -= (int) chars;
    }
    return new Pictures(byId);
  }

  static long chars(long bytes) {
    return (bytes + 2) / 3 * 4;
  }

  /// All images, without a look at what fits.
  static List<Attachment> newestFirst(List<Message> transcript) {
    List<Attachment> images = new ArrayList<>();
    for (Message message : transcript) {
      if (!(message instanceof Message.User user)) continue;
      user.attachments().stream().filter(Attachment::isImage).forEach(images::add);
    }
    return images.reversed();
  }

  /// Those of a message.
  List<Picture> of(Message.User user) {
    List<Picture> pictures = new ArrayList<>();
    for (Attachment attachment : user.attachments()) {
      String base64 = byId.get(attachment.id());
      if (base64 != null) pictures.add(new Picture(attachment.type(), base64));
    }
    return List.copyOf(pictures);
  }

  /// What is said of a message's files, a line each, with a line break before it.
  String lines(Message.User user) {
    var lines = new StringBuilder();
    for (Attachment attachment : user.attachments()) {
      boolean isMissed = attachment.isImage() && !byId.containsKey(attachment.id());
      lines.append('\n').append(attachment.told()).append(isMissed ? NOT_SHOWN : "");
    }
    return lines.toString();
  }
}
