package dev.nanobot.http;

import java.net.IDN;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// An http or https address in the one reading that we connect by: nobody parses it again.
///
/// `host` is in lower case, without a trailing dot and without the brackets of IPv6; `rest` is the
/// path and query, in ASCII. Whatever could be read in two ways is refused, not repaired.
record Url(String scheme, String host, int port, String rest) {
  static final int CHARS_MAX = 8 * 1024;

  private static final int HOST_CHARS_MAX = 253;
  private static final int PORT_MAX = 65_535;
  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;
  private static final Pattern SHAPE =
      Pattern.compile("(?i)(https?)://([^/?#]*+)([^#]*+)(?:#.*+)?");
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*+:.*+");
  private static final Pattern BRACKETS =
      Pattern.compile("\\[([0-9A-Fa-f]*+:[0-9A-Fa-f:.]++)](?::(\\d{1,5}))?");
  private static final Pattern NAMED = Pattern.compile("([^:\\[\\]]++)(?::(\\d{1,5}))?");
  private static final Pattern LABELS =
      Pattern.compile("(?!-)[a-z0-9-]{1,63}+(?<!-)(?:\\.(?!-)[a-z0-9-]{1,63}+(?<!-))*+");

  /// Sharp s, final sigma and the joiners: IDNA 2003 and 2008 make different names of them.
  private static final String READ_IN_TWO_WAYS = "\u00df\u1e9e\u03c2\u200c\u200d";

  private static final HexFormat HEX = HexFormat.of().withUpperCase();
  private static final String ENCODED = "\"<>[]^`{|}";

  /// @throws HttpException of kind `REFUSED`, with the reason
  static Url of(String text) {
    if (text.length() > CHARS_MAX) throw invalid("it is longer than " + CHARS_MAX + " characters");
    if (!text.codePoints().allMatch(Url::isAllowed)) {
      throw invalid("it holds white space, a backslash or a control character");
    }
    Matcher shape = SHAPE.matcher(text);
    if (!shape.matches()) throw invalid("it does not begin with http:// or https://");
    String scheme = shape.group(1).toLowerCase(Locale.ROOT);
    String rest = encoded(shape.group(3));
    return of(scheme, shape.group(2), rest.startsWith("/") ? rest : "/" + rest);
  }

  private static Url of(String scheme, String authority, String rest) {
    if (authority.indexOf('@') >= 0) throw invalid("it holds a user name");
    if (authority.indexOf('%') >= 0) throw invalid("its host holds a percent sign");
    boolean isV6 = authority.startsWith("[");
    Matcher parts = (isV6 ? BRACKETS : NAMED).matcher(authority);
    if (!parts.matches()) throw invalid("its host or port is not valid");
    String host = isV6 ? v6(parts.group(1)) : name(parts.group(1));
    Url url = new Url(scheme, host, port(scheme, parts.group(2)), rest);
    try {
      new URI(url.origin() + rest);
      return url;
    } catch (URISyntaxException e) {
      throw invalid("it is not well formed");
    }
  }

  /// The target of a `Location` header of an answer from here.
  Url resolve(String location) {
    if (SCHEME.matcher(location).matches()) return of(location);
    if (!location.codePoints().allMatch(Url::isAllowed)) throw invalid("it holds white space");
    if (location.startsWith("?")) return of(origin() + path() + location); // URI gets it wrong.
    try {
      return of(uri().resolve(new URI(encoded(location))).toString());
    } catch (URISyntaxException e) {
      throw invalid("it is not well formed");
    }
  }

  private String path() {
    int query = rest.indexOf('?');
    return query < 0 ? rest : rest.substring(0, query);
  }

  URI uri() {
    return URI.create(origin() + rest);
  }

  /// The host as it stands in a URL.
  String hostText() {
    return host.indexOf(':') < 0 ? host : "[" + host + "]";
  }

  /// Host and port as a `Host` header has them.
  String authority() {
    return port == defaultPort(scheme) ? hostText() : hostText() + ":" + port;
  }

  String origin() {
    return scheme + "://" + authority();
  }

  boolean isSecure() {
    return scheme.equals("https");
  }

  /// The address when the host is one.
  Optional<InetAddress> literal() {
    return AddressRange.literal(host);
  }

  private static String v6(String text) {
    InetAddress address =
        AddressRange.literal(text).orElseThrow(() -> invalid("its IPv6 address is not valid"));
    return address.getHostAddress();
  }

  /// A name that looks like a number must be an IPv4 address in its canonical writing: programs
  /// disagree about all other writings.
  private static String name(String text) {
    String ascii = ascii(text).toLowerCase(Locale.ROOT);
    String host = ascii.endsWith(".") ? ascii.substring(0, ascii.length() - 1) : ascii;
    if (host.length() > HOST_CHARS_MAX || !LABELS.matcher(host).matches()) {
      throw invalid("its host is not a valid name");
    }
    boolean looksNumeric = Character.isDigit(host.charAt(host.lastIndexOf('.') + 1));
    if (looksNumeric && AddressRange.literal(host).isEmpty()) {
      throw invalid("its host is a number, but not an address as in 192.0.2.1");
    }
    return host;
  }

  private static String ascii(String host) {
    if (host.chars().allMatch(c -> c < 0x80)) return host;
    if (host.codePoints().anyMatch(c -> READ_IN_TWO_WAYS.indexOf(c) >= 0)) {
      throw invalid("its host is an international name that programs read in two ways");
    }
    try {
      return IDN.toASCII(host, IDN.USE_STD3_ASCII_RULES);
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw invalid("its host is not a valid international name");
    }
  }

  private static int port(String scheme, @Nullable String digits) {
    if (digits == null) return defaultPort(scheme);
    int port = Integer.parseInt(digits);
    if (port == 0 || port > PORT_MAX) throw invalid("its port is not valid");
    return port;
  }

  private static int defaultPort(String scheme) {
    return scheme.equals("https") ? HTTPS_PORT : HTTP_PORT;
  }

  private static boolean isAllowed(int c) {
    boolean isHalf = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
    return c != '\\'
        && !isHalf
        && !Character.isISOControl(c)
        && !Character.isWhitespace(c)
        && !Character.isSpaceChar(c);
  }

  /// Percent-encodes what people and servers leave unencoded in a path or query.
  private static String encoded(String text) {
    StringBuilder ascii = new StringBuilder(text.length());
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      boolean isPlain = b > 0 && ENCODED.indexOf(b) < 0;
      if (isPlain) {
        ascii.append((char) b);
      } else {
        ascii.append('%').append(HEX.toHexDigits(b));
      }
    }
    return ascii.toString();
  }

  private static HttpException invalid(String reason) {
    return Failure.refused("the address is refused: " + reason);
  }
}
