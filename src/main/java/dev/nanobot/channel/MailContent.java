package dev.nanobot.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nanobot.message.Attachment;
import dev.nanobot.message.Outbound;
import dev.nanobot.message.Upload;
import jakarta.activation.DataHandler;
import jakarta.mail.MessagingException;
import jakarta.mail.Part;
import jakarta.mail.internet.ContentDisposition;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.ParameterList;
import jakarta.mail.util.ByteArrayDataSource;

/// What a mail says: a text, or a file with a line about it.
sealed interface MailContent {
  /// Puts it into a mail.
  void into(MimeMessage mail) throws MessagingException;

  /// The subject where there is no other.
  String title();

  /// How large it is as a mail, about.
  long bytes();

  record Text(String text) implements MailContent {
    @Override
    public void into(MimeMessage mail) throws MessagingException {
      mail.setText(text, UTF_8.name());
    }

    @Override
    public String title() {
      return MailMemo.title(text);
    }

    @Override
    public long bytes() {
      return text.length();
    }
  }

  /// A file, whose bytes arrive as they are. Sources: RFC 2183 for its place, RFC 2231 for its
  /// name, read 2026-11-29.
  record File(Attachment file, String about, byte[] content) implements MailContent {
    /// Lines of 76 characters and their end, each for 57 bytes.
    private static final int LINE_BYTES = 57;

    private static final int LINE_CHARS = 78;

    static File of(Outbound message, Attachment file, byte[] content) {
      String about = file.about();
      return new File(
          file, message.mayBeDuplicate() ? message.mark() + "\n\n" + about : about, content);
    }

    @Override
    public void into(MimeMessage mail) throws MessagingException {
      var line = new MimeBodyPart();
      line.setText(about, UTF_8.name());
      mail.setContent(new MimeMultipart(line, attached()));
    }

    private MimeBodyPart attached() throws MessagingException {
      var part = new MimeBodyPart();
      var type = new ContentType(file.type());
      var named = new ParameterList();
      named.set("name", name(), UTF_8.name());
      if (type.match("text/plain")) named.set("charset", UTF_8.name());
      type.setParameterList(named);
      var place = new ParameterList();
      place.set("filename", name(), UTF_8.name());
      part.setDataHandler(new DataHandler(new ByteArrayDataSource(content, file.type())));
      part.setHeader("Content-Type", type.toString());
      part.setHeader(
          "Content-Disposition", new ContentDisposition(Part.ATTACHMENT, place).toString());
      part.setHeader("Content-Transfer-Encoding", "base64");
      return part;
    }

    /// In one line, whoever gave it.
    private String name() {
      return Upload.cleaned(file.name());
    }

    @Override
    public String title() {
      return MailMemo.title(name());
    }

    @Override
    public long bytes() {
      return (content.length / LINE_BYTES + 1L) * LINE_CHARS;
    }
  }
}
