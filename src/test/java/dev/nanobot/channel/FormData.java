package dev.nanobot.channel;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nanobot.message.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/// A `multipart/form-data` body, taken apart: fields by their names, and one file.
public record FormData(Map<String, String> fields, String file, String type, byte[] bytes) {
  private static final Pattern NAME = Pattern.compile("; name=\"(?<name>[^\"]*)\"");
  private static final Pattern FILE = Pattern.compile("; filename=\"(?<name>[^\"]*)\"");
  private static final Pattern TYPE = Pattern.compile("(?i)content-type: (?<name>.*)");

  public static FormData of(String contentType, byte[] body) {
    String boundary = "--" + contentType.substring(contentType.indexOf("boundary=") + 9);
    String text = new String(body, ISO_8859_1);
    if (!text.endsWith(boundary + "--\r\n")) throw new IllegalArgumentException("no end");
    Map<String, String> fields = new LinkedHashMap<>();
    var form = new FormData(fields, "", "", new byte[0]);
    for (String part : text.split(Pattern.quote(boundary))) {
      int end = part.indexOf("\r\n\r\n");
      if (end < 0) continue;
      String head = new String(part.substring(0, end).getBytes(ISO_8859_1), UTF_8);
      byte[] bytes = part.substring(end + 4, part.length() - 2).getBytes(ISO_8859_1);
      String file = found(FILE, head);
      if (file.isEmpty()) fields.put(found(NAME, head), new String(bytes, UTF_8));
      else form = new FormData(fields, file, found(TYPE, head), bytes);
    }
    return form;
  }

  private static String found(Pattern pattern, String head) {
    Matcher matcher = pattern.matcher(head);
    return matcher.find() ? matcher.group("name").strip() : "";
  }

  /// A call of a method of Telegram, as a form or as JSON.
  static FakeTelegram.Called called(String method, String contentType, byte[] body) {
    return contentType.startsWith("multipart/form-data")
        ? of(contentType, body).called(method)
        : new FakeTelegram.Called(method, Json.parse(new String(body, UTF_8)));
  }

  /// What the file is stands beside the fields.
  private FakeTelegram.Called called(String method) {
    ObjectNode parameters = Json.object();
    fields.forEach(parameters::put);
    parameters.put("file", file).put("type", type).put("bytes", new String(bytes, ISO_8859_1));
    return new FakeTelegram.Called(method, parameters);
  }
}
