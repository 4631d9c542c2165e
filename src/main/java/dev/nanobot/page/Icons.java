package dev.nanobot.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Icons as one file: a symbol each, named like its file.
final class Icons {
  private static final Pattern DRAWING = Pattern.compile("<svg[^>]*>(.*)</svg>", Pattern.DOTALL);

  private Icons() {}

  static byte[] sprite(Map<String, byte[]> files) {
    var sprite = new StringBuilder("<svg xmlns=\"http://www.w3.org/2000/svg\">\n");
    files.forEach(
        (path, bytes) -> {
          String name = path.substring(path.lastIndexOf('/') + 1).replace(".svg", "");
          Matcher drawing = DRAWING.matcher(new String(bytes, UTF_8));
          if (!drawing.find()) throw new IllegalStateException(path + " is a drawing");
          sprite
              .append("<symbol id=\"")
              .append(name)
              .append("\" viewBox=\"0 0 24 24\">")
              .append(drawing.group(1).strip())
              .append("</symbol>\n");
        });
    return sprite.append("</svg>\n").toString().getBytes(UTF_8);
  }
}
