package dev.nanobot.channel;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.mail.MessagingException;
import jakarta.mail.Part;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimeUtility;
import jakarta.mail.internet.ParseException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UnsupportedEncodingException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The text and the files of a mail, taken from its parts.
///
/// Owned by the call that made it; its files may be fetched later, by one thread.
final class MailBody {
  private static final int DEPTH_MAX = 20;
  private static final int PARTS_MAX = 200;
  private static final int TEXT_BYTES_MAX = 1 << 20;
  private static final ContentType PLAIN = new ContentType("text", "plain", null);
  private static final ContentType MAIL = new ContentType("message", "rfc822", null);

  private final List<Arrival.File> files = new ArrayList<>();
  private String text = "";
  private int parts;

  String text() {
    return text;
  }

  List<Arrival.File> files() {
    return files;
  }

  /// @throws MailRefused when it has too many parts, or parts in parts
  void read(MimeMessage mail) throws MailRefused {
    text = read(mail, PLAIN, 0).strip();
  }

  /// `usual` is the type of a part that names none.
  private String read(Part part, ContentType usual, int depth) throws MailRefused {
    if (++parts > PARTS_MAX || depth > DEPTH_MAX) throw new MailRefused("it has too many parts");
    ContentType type = type(part, usual);
    try {
      if (type.match("multipart/*")) return readAll(part, type, depth);
      String name = name(part);
      boolean isText = type.match("text/plain") || type.match("text/html");
      if (!isText || !name.isEmpty() || Part.ATTACHMENT.equalsIgnoreCase(part.getDisposition())) {
        files.add(file(part, name.isEmpty() ? usualName(type) : name));
        return "";
      }
      String read = decoded(bytes(part, TEXT_BYTES_MAX), type.getParameter("charset"));
      return type.match("text/html") ? MailHtml.text(read) : read;
    } catch (MessagingException | IOException e) {
      return "[a part of this mail cannot be read]";
    }
  }

  private String readAll(Part part, ContentType type, int depth)
      throws MessagingException, MailRefused {
    var all = new MimeMultipart(part.getDataHandler().getDataSource());
    boolean isChoice = type.match("multipart/alternative");
    ContentType usual = type.match("multipart/digest") ? MAIL : PLAIN;
    var texts = new StringBuilder();
    for (int i = 0; i < all.getCount(); i++) {
      String read = read(all.getBodyPart(i), usual, depth + 1);
      if (read.isBlank() || isChoice && !texts.isEmpty()) continue;
      if (!texts.isEmpty()) texts.append('\n');
      texts.append(read);
    }
    return texts.toString();
  }

  private static ContentType type(Part part, ContentType usual) throws MailRefused {
    String[] fields;
    try {
      fields = part.getHeader("Content-Type");
    } catch (MessagingException e) {
      throw new MailRefused("it cannot be read: " + e.getMessage());
    }
    if (fields == null) return usual;
    return type(fields[0])
        .or(() -> type(fields[0].split(";", 2)[0]).filter(MailBody::isOne))
        .orElse(PLAIN);
  }

  private static Optional<ContentType> type(String field) {
    try {
      return Optional.of(new ContentType(field));
    } catch (ParseException e) {
      return Optional.empty();
    }
  }

  /// Several parts are nothing without what separates them.
  private static boolean isOne(ContentType type) {
    return !type.match("multipart/*");
  }

  private static String name(Part part) throws MessagingException {
    try {
      String name = part.getFileName();
      return name == null ? "" : MimeUtility.decodeText(name);
    } catch (ParseException | UnsupportedEncodingException e) {
      return "";
    }
  }

  private static String usualName(ContentType type) {
    return type.match("message/rfc822") ? "mail.eml" : "file";
  }

  private static Arrival.File file(Part part, String name) {
    return new Arrival.File(
        name,
        false,
        bytesMax -> {
          byte[] bytes;
          try {
            bytes = bytes(part, bytesMax + 1);
          } catch (MessagingException | IOException e) {
            throw new DeliveryException("It cannot be read.", false, null);
          }
          if (bytes.length <= bytesMax) return bytes;
          throw new DeliveryException(
              "It has more than %,d bytes.".formatted(bytesMax), false, null);
        });
  }

  /// What a part holds; as it came, when that is not encoded as it says.
  private static byte[] bytes(Part part, int bytesMax) throws MessagingException, IOException {
    try (InputStream in = part.getInputStream()) {
      return in.readNBytes(bytesMax);
    } catch (MessagingException | IOException e) {
      try (InputStream raw = raw(part)) {
        return raw.readNBytes(bytesMax);
      }
    }
  }

  private static InputStream raw(Part part) throws MessagingException {
    return switch (part) {
      case MimeMessage mail -> mail.getRawInputStream();
      case MimeBodyPart body -> body.getRawInputStream();
      default -> throw new IllegalArgumentException("a part of a mail is a body part");
    };
  }

  private static String decoded(byte[] bytes, @Nullable String charset) {
    if (charset != null) {
      try {
        return new String(bytes, Charset.forName(MimeUtility.javaCharset(charset)));
      } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
        return guessed(bytes);
      }
    }
    return guessed(bytes);
  }

  private static String guessed(byte[] bytes) {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return new String(bytes, ISO_8859_1);
    }
  }
}
