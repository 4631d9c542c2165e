package dev.nanobot.web;

import dev.nanobot.message.Secret;
import dev.nanobot.store.Tickets;
import dev.nanobot.store.Tickets.Purpose;
import dev.nanobot.world.World;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/// Who passes: pages of other origins never; the owner by the gateway's token or a cookie.
///
/// Shared: immutable, but for the door that counts failures.
final class Guard {
  /// Ten failures close the door for an address for five minutes.
  static final Door.Limits FAILURES =
      new Door.Limits(Integer.MAX_VALUE, 10, Duration.ofMinutes(5), 10_000);

  /// What a page of another origin cannot send without asking first.
  static final String HEADER = "X-Nanobot";

  /// What proxies add.
  private static final List<String> FORWARDED =
      List.of(
          "Forwarded",
          "Via",
          "X-Forwarded-For",
          "X-Forwarded-Host",
          "X-Forwarded-Proto",
          "X-Forwarded-Port",
          "X-Forwarded-Server",
          "X-Forwarded-Prefix",
          "X-Real-IP");

  private static final Set<String> CHANGING = Set.of("POST", "PUT", "PATCH");
  private static final String SCHEME = "bearer ";

  private static final String TICKET = "ticket";

  /// What who comes with the token holds places as; the others are names of logins.
  private static final String TOKEN = "token";

  private final World world;
  private final OwnerToken token;
  private final Tickets tickets;
  private final Login login;
  private final Door door;

  Guard(World world, OwnerToken token, Tickets tickets, Login login, Door.Limits failures) {
    this.world = world;
    this.token = token;
    this.tickets = tickets;
    this.login = login;
    this.door = new Door(failures);
  }

  /// Returns how long what is answered may go on.
  ///
  /// @throws Rejected when the request does not pass
  Permit check(Request request, Access access) {
    checkOrigin(request);
    if (access != Access.OPEN) checkPlace(request);
    if (CHANGING.contains(request.method())) checkKind(request);
    return switch (access) {
      case OPEN -> new Permit(world, "", () -> true);
      case OWNER -> permit(request, this::owner);
      case TICKET -> permit(request, this::ticketed);
    };
  }

  /// `way` finds what a request comes in by.
  private Permit permit(Request request, BiFunction<Request, Secret, String> way) {
    Secret now = token.current();
    String holder = way.apply(request, now);
    boolean isLogin = !holder.equals(TOKEN);
    return new Permit(world, holder, () -> isStill(now) && (!isLogin || login.isOn(holder)));
  }

  /// Whether the token is the same as `then`; it is not when it cannot be read now.
  private boolean isStill(Secret then) {
    return OwnerToken.isSame(token.read(Secret.NONE), then.reveal());
  }

  /// The names of this machine are for who is on it: what came through a proxy is not. A public
  /// name says that the owner knows of the proxy.
  ///
  /// @throws Rejected when the request came from elsewhere under a name of this machine
  private static void checkPlace(Request request) {
    if (!Hosts.isLoopback(request) || FORWARDED.stream().allMatch(isMissing(request))) return;
    throw new Rejected(
        403,
        "forwarded",
        "This came through a proxy, under a name of this machine: let the proxy pass the name it"
            + " was called by, and put that into gateway.publicHosts.");
  }

  private static Predicate<String> isMissing(Request request) {
    return name -> request.headers(name).isEmpty();
  }

  /// A browser says where a request comes from; what is no browser says nothing.
  private static void checkOrigin(Request request) {
    List<String> origins = request.headers("Origin");
    boolean isForeign = !origins.isEmpty() && !isOwn(origins, request);
    String site = request.header("Sec-Fetch-Site").orElse("none");
    boolean isOurs = site.equals("same-origin") || site.equals("none");
    if (isForeign || !(isOurs || isFollowed(request))) {
      throw new Rejected(403, "foreign_origin", "Pages of other sites may not call this server.");
    }
  }

  /// A link of another site may be followed, as from a mail. What a page loads by itself, as an
  /// image, is refused: it would count as a guess, and close the door to the owner.
  private static boolean isFollowed(Request request) {
    return request.method().equals("GET")
        && request.header("Sec-Fetch-Mode").orElse("").equals("navigate")
        && request.header("Sec-Fetch-Dest").orElse("").equals("document");
  }

  private static boolean isOwn(List<String> origins, Request request) {
    if (origins.size() != 1) return false;
    String origin = origins.getFirst().toLowerCase(Locale.ROOT);
    String host = request.header("Host").orElse("").toLowerCase(Locale.ROOT);
    return origin.equals("http://" + host) || origin.equals("https://" + host);
  }

  /// A form of another site can send text and forms, but neither JSON nor a header of ours.
  private static void checkKind(Request request) {
    String kind = request.header("Content-Type").orElse("").toLowerCase(Locale.ROOT);
    boolean isJson = kind.equals("application/json") || kind.startsWith("application/json;");
    if (isJson || bearer(request).isPresent() || request.header(HEADER).isPresent()) return;
    throw new Rejected(
        415, "unsupported_media_type", "The body must be application/json (Content-Type).");
  }

  private String owner(Request request, Secret now) {
    // Whoever guesses tokens does not keep out a browser that is signed in.
    if (request.headers("Authorization").isEmpty()) {
      Optional<String> name = login.of(request, now);
      if (name.isPresent()) return name.get();
    }
    checkDoor(request);
    Optional<String> presented = bearer(request);
    if (presented.filter(text -> OwnerToken.isSame(now, text)).isPresent()) return TOKEN;
    // Without any token nobody guesses: a browser whose login has ended is told so.
    if (!request.headers("Authorization").isEmpty()) guessed(request, now);
    throw wrong();
  }

  /// A cookie is not enough here: it comes along whoever opens the connection.
  private String ticketed(Request request, Secret now) {
    checkDoor(request);
    Optional<String> ticket = Query.first(request.query(), TICKET);
    Optional<String> presented = bearer(request);
    boolean isOwner = presented.filter(text -> OwnerToken.isSame(now, text)).isPresent();
    if (ticket.isEmpty() && isOwner) return TOKEN;
    if (ticket.isPresent() && isGood(ticket.get(), now)) {
      String maker = ticket.get().substring(ticket.get().indexOf('.') + 1);
      if (maker.equals(TOKEN) || login.isOn(maker)) return maker;
    }
    boolean isGuess = ticket.isPresent() || !request.headers("Authorization").isEmpty();
    if (isGuess) guessed(request, now);
    throw new Rejected(
        401, "invalid_ticket", "A ticket of POST /api/ws-ticket is needed, good once for 30 s.");
  }

  private boolean isGood(String ticket, Secret now) {
    return !now.isEmpty() && tickets.redeem(OwnerToken.seal(now, ticket), Purpose.SOCKET);
  }

  /// Makes a ticket of whoever a request comes from. It is good under the token of now alone, and
  /// for as long as their login.
  ///
  /// @throws IllegalStateException when too many are valid
  String ticket(Request request, Duration validFor) {
    Secret now = token.current();
    String ticket = world.id() + "." + owner(request, now);
    tickets.issue(OwnerToken.seal(now, ticket), Purpose.SOCKET, validFor);
    return ticket;
  }

  static Rejected wrong() {
    return new Rejected(
        401,
        "invalid_api_key",
        "The gateway's token is needed: \"Authorization: Bearer TOKEN\"; nanobot token prints it.");
  }

  /// @throws Rejected when there were too many failures from the request's address, or it is not
  ///     from where its name says
  void checkDoor(Request request) {
    checkPlace(request);
    if (door.isClosedTo(request.address(), world.nanos())) {
      throw Rejected.later(
          429,
          "too_many_failures",
          FAILURES.window(),
          "There were too many wrong tokens from your address: wait.");
    }
  }

  /// Counts a guess. While there is no token nothing is right, and who has the right one would be
  /// kept out when it is there again.
  void guessed(Request request, Secret now) {
    if (!now.isEmpty()) door.failed(request.address(), world.nanos());
  }

  private static Optional<String> bearer(Request request) {
    return request
        .header("Authorization")
        .filter(value -> value.toLowerCase(Locale.ROOT).startsWith(SCHEME))
        .map(value -> value.substring(SCHEME.length()).strip());
  }
}
