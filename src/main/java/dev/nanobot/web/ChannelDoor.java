package dev.nanobot.web;

import dev.nanobot.channel.Channel;
import dev.nanobot.channel.Webhook;
import dev.nanobot.world.World;
import java.net.InetAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The door of a platform that calls: `POST /channels/NAME`. A call is answered with 200 only after
/// what it brought is stored, and its body is read only after it has shown whose it is.
///
/// Whoever fails too often is told to wait. A call that is the platform's passes all the same: it
/// may come by the proxy that others came by.
///
/// Shared: immutable, but for the door.
public final class ChannelDoor {
  private static final Logger log = LoggerFactory.getLogger(ChannelDoor.class);
  private static final String PATH = "/channels/";
  private static final Door.Limits LIMITS = Door.Limits.STANDARD;

  private final World world;
  private final String channel;
  private final Webhook webhook;
  private final Channel.Intake intake;
  private final Door door = new Door(LIMITS);

  public ChannelDoor(World world, String channel, Webhook webhook, Channel.Intake intake) {
    this.world = world;
    this.channel = channel;
    this.webhook = webhook;
    this.intake = intake;
  }

  public Route route() {
    var route = Route.post(PATH + channel, this::answer);
    return route.open();
  }

  private Response answer(Visit visit) throws InterruptedException {
    if (!webhook.isGenuine(visit.request()::header)) throw refused(visit.request().address());
    int status = webhook.take(visit.body(), intake);
    return Response.text(status, status == 200 ? "Taken." : "Not taken.");
  }

  private Rejected refused(InetAddress from) {
    long now = world.nanos();
    if (door.isClosedTo(from, now)) {
      return Rejected.later(
          429, "too_many_failures", LIMITS.window(), "Too many calls did not show whose they are.");
    }
    door.failed(from, now);
    log.debug("{}: a call from {} does not show whose it is", channel, from.getHostAddress());
    return new Rejected(401, "not_genuine", "This call does not show whose it is.");
  }
}
