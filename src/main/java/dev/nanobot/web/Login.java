package dev.nanobot.web;

import dev.nanobot.message.Secret;
import dev.nanobot.message.Sha256;
import dev.nanobot.store.Logins;
import dev.nanobot.world.World;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Who is signed in with a browser: a cookie that says until when, sealed with the gateway's token,
/// and a row that signing out ends, in whichever process. Another token ends all logins.
///
/// A cookie that is sealed costs one read of the store; any other costs none.
///
/// Shared: immutable.
final class Login {
  /// The port follows, since browsers do not tell ports of one host apart.
  private static final String COOKIE = "nanobot-";

  static final Duration LASTS = Duration.ofDays(30);

  private static final int AGENT_CHARS_MAX = 200;
  private static final int MARK_CHARS = 16;

  private final World world;
  private final OwnerToken token;
  private final Logins logins;

  Login(World world, OwnerToken token, Logins logins) {
    this.world = world;
    this.token = token;
    this.logins = logins;
  }

  /// Begins a login under `key`, the token as it was read; returns the header that signs the
  /// browser in.
  String begin(Request request, Secret key) {
    String id = world.id();
    String claim = world.now().plus(LASTS).getEpochSecond() + "." + id;
    String value = claim + "." + OwnerToken.seal(key, claim);
    logins.begin(Sha256.hex(id), mark(key), agent(request), LASTS);
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

  /// The login of the browser that a request comes from, when it is signed in under `key`, the
  /// token as it was read.
  Optional<String> of(Request request, Secret key) {
    return value(request)
        .filter(value -> isGenuine(value, key))
        .map(value -> Sha256.hex(value.split("\\.")[1]))
        .filter(logins::isOn);
  }

  /// Whether a login goes on.
  boolean isOn(String name) {
    return logins.isOn(name);
  }

  /// All that go on under the token.
  List<Logins.Login> all() {
    return logins.of(mark(token.current()));
  }

  /// Ends a login; false when there is none.
  boolean end(String name) {
    return logins.end(name);
  }

  private static String agent(Request request) {
    String agent = request.header("User-Agent").orElse("").replaceAll("[^ -~]", "?");
    return agent.substring(0, Math.min(agent.length(), AGENT_CHARS_MAX));
  }

  /// Tells tokens apart, and tells nothing of one.
  private static String mark(Secret key) {
    return OwnerToken.seal(key, "logins").substring(0, MARK_CHARS);
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
    if (!Hmac.isSame(OwnerToken.seal(key, claim), value.substring(dot + 1))) return false;
    var until = Instant.ofEpochSecond(Long.parseLong(claim.substring(0, claim.indexOf('.'))));
    return until.isAfter(world.now());
  }
}
