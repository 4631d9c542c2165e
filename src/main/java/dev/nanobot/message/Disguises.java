package dev.nanobot.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/// The forms in which a value may be written so that a program can still read it.
final class Disguises {
  private Disguises() {}

  /// The value, backwards, in Base64 wherever in a longer text it stood, in hexadecimal, and with
  /// some or all of it as percent signs or escapes; all without blanks.
  static Set<String> of(String value) {
    Set<String> forms = new LinkedHashSet<>();
    byte[] bytes = value.getBytes(UTF_8);
    String reversed = new StringBuilder(value).reverse().toString();
    String hex = HexFormat.of().formatHex(bytes);
    forms.add(value);
    forms.add(reversed);
    forms.add(hex);
    forms.add(hex.toUpperCase(Locale.ROOT));
    base64(forms, Base64.getEncoder(), bytes);
    base64(forms, Base64.getUrlEncoder(), bytes);
    percent(forms, bytes, false);
    percent(forms, bytes, true);
    forms.add(value.replace("\\", "\\\\").replace("\"", "\\\"")); // within JSON
    Set<String> plain = new LinkedHashSet<>();
    for (String form : forms) plain.add(withoutBlanks(form));
    return plain;
  }

  /// The characters that follow from the value alone, whatever stood before and after it.
  private static void base64(Set<String> forms, Base64.Encoder encoder, byte[] bytes) {
    for (int before = 0; before < 3; before++) {
      byte[] moved = new byte[before + bytes.length];
      System.arraycopy(bytes, 0, moved, before, bytes.length);
      String text = encoder.withoutPadding().encodeToString(moved);
      forms.add(text.substring((before * 8 + 5) / 6, moved.length * 8 / 6));
    }
  }

  private static void percent(Set<String> forms, byte[] bytes, boolean all) {
    for (HexFormat hex : Arrays.asList(HexFormat.of(), HexFormat.of().withUpperCase())) {
      var text = new StringBuilder();
      for (byte b : bytes) {
        char c = (char) (b & 0xff);
        boolean isPlain = c < 0x7f && (Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0);
        if (isPlain && !all) text.append(c);
        else text.append('%').append(hex.toHexDigits(b));
      }
      forms.add(text.toString());
    }
  }

  static String withoutBlanks(String text) {
    var plain = new StringBuilder(text.length());
    for (char c : text.toCharArray()) {
      if (!Needles.isBlank(c)) plain.append(c);
    }
    return plain.toString();
  }
}
