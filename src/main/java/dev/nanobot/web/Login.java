package dev.nanobot.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nanobot.message.Secret;
import dev.nanobot.world.World;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;

/// Who is signed in with a browser: a cookie that says until when, sealed with the gateway's token.
/// Another token ends all logins.
///
/// Shared: immutable.
final class Login {
  /// The port follows, since browsers do not tell ports of one host apart.
  private static final String COOKIE = "nanobot-";

  static final Duration LASTS = Duration.ofDays(30);

  private final World world;
  private final OwnerToken token;

  Login(World world, OwnerToken token) {
    this.world = world;
    this.token = token;
  }

  /// The header that signs a browser in.
  String cookie(Request request) {
    String claim = world.now().plus(LASTS).getEpochSecond() + "." + world.id();
    String value = claim + "." + seal(token.read(), claim);
    return name(request)
        + "="
        + value
        + "; Path=/; HttpOnly; SameSite=Strict; Max-Age="
        + LASTS.toSeconds();
  }

  /// The header that signs it out.
  static String noCookie(Request request) {
    return name(request) + "=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0";
  }

  /// Whether a request comes from a browser that is signed in under `key`, the token as it was
  /// read.
  boolean isIn(Request request, Secret key) {
    return value(request).filter(value -> isGenuine(value, key)).isPresent();
  }

  private static String name(Request request) {
    return COOKIE + request.port();
  }

  private static Optional<String> value(Request request) {
    String name = name(request) + "=";
    for (String header : request.headers("Cookie")) {
      for (String cookie : header.split("; ?")) {
        if (cookie.startsWith(name)) return Optional.of(cookie.substring(name.length()));
      }
    }
    return Optional.empty();
  }

  private boolean isGenuine(String value, Secret key) {
    int dot = value.lastIndexOf('.');
    if (key.isEmpty() || dot < 0 || !value.matches("[0-9]{1,12}\\.[a-z0-9]{1,40}\\.[0-9a-f]{64}")) {
      return false;
    }
    String claim = value.substring(0, dot);
    if (!Hmac.isSame(seal(key, claim), value.substring(dot + 1))) return false;
    var until = Instant.ofEpochSecond(Long.parseLong(claim.substring(0, claim.indexOf('.'))));
    return until.isAfter(world.now());
  }

  private static String seal(Secret key, String claim) {
    byte[] seal = Hmac.sha256(key.reveal().getBytes(UTF_8), claim.getBytes(UTF_8));
    return HexFormat.of().formatHex(seal);
  }
}
