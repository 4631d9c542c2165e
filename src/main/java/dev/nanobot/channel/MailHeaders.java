package dev.nanobot.channel;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeUtility;
import java.io.UnsupportedEncodingException;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The header fields of a mail, in lines that were put together again.
///
/// Owned by the call that made it.
final class MailHeaders {
  private static final int ID_CHARS_MAX = 256;
  private static final Pattern ID = Pattern.compile("<[!-~&&[^<>]]{1," + ID_CHARS_MAX + "}>");
  private static final Pattern ADDRESS =
      Pattern.compile("[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,255}");

  private final MimeMessage mail;

  MailHeaders(MimeMessage mail) {
    this.mail = mail;
  }

  /// The values of a field, the topmost first.
  List<String> all(String name) {
    try {
      String[] values = mail.getHeader(name);
      return values == null
          ? List.of()
          : List.of(values).stream().map(value -> MimeUtility.unfold(value).strip()).toList();
    } catch (MessagingException e) {
      throw new IllegalStateException("a mail that was read has header fields", e);
    }
  }

  Optional<String> first(String name) {
    return all(name).stream().findFirst();
  }

  /// A field in readable characters; empty when it is not there.
  String text(String name) {
    String raw = first(name).orElse("");
    try {
      return MimeUtility.decodeText(raw);
    } catch (UnsupportedEncodingException e) {
      return raw;
    }
  }

  /// Whom it says it is from.
  ///
  /// @throws MailRefused unless that is one address, said once
  InternetAddress from() throws MailRefused {
    List<String> fields = all("From");
    if (fields.size() != 1) throw new MailRefused("it has " + fields.size() + " From fields");
    try {
      InternetAddress[] addresses = InternetAddress.parseHeader(fields.getFirst(), false);
      if (addresses.length == 1 && isAddress(addresses[0].getAddress(), fields.getFirst())) {
        return addresses[0];
      }
    } catch (AddressException e) {
      throw new MailRefused("its From field is no address");
    }
    throw new MailRefused("its From field is not one address");
  }

  /// Whether every reader of the field finds this address there: a name in quotes is none.
  private static boolean isAddress(@Nullable String address, String field) {
    return address != null
        && ADDRESS.matcher(address).matches()
        && (field.equals(address) || field.endsWith("<" + address + ">"));
  }

  /// Whether a field of addresses holds one.
  boolean names(String field, String address) {
    for (String value : all(field)) {
      try {
        for (InternetAddress one : InternetAddress.parseHeader(value, false)) {
          if (one.getAddress() != null && one.getAddress().equalsIgnoreCase(address)) return true;
        }
      } catch (AddressException e) {
        continue; // What cannot be read names nobody.
      }
    }
    return false;
  }

  /// The ids of mails in a field, in their order.
  List<String> ids(String name) {
    return ID.matcher(String.join(" ", all(name))).results().map(MatchResult::group).toList();
  }
}
