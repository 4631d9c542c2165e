package dev.nanobot.web;

import dev.nanobot.channel.Channel;
import dev.nanobot.channel.Webhook;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The door of a platform that calls: `POST /channels/NAME`. A call is answered with 200 only after
/// what it brought is stored, and its body is read only after it has shown whose it is.
///
/// Shared: immutable.
public record ChannelDoor(String channel, Webhook webhook, Channel.Intake intake) {
  private static final Logger log = LoggerFactory.getLogger(ChannelDoor.class);
  private static final String PATH = "/channels/";

  public Route route() {
    var route = Route.post(PATH + channel, this::answer);
    return route.open();
  }

  private Response answer(Visit visit) throws InterruptedException {
    if (!webhook.isGenuine(visit.request()::header)) {
      String from = visit.request().address().getHostAddress();
      log.debug("{}: a call from {} does not show whose it is", channel, from);
      throw new Rejected(401, "not_genuine", "This call does not show whose it is.");
    }
    int status = webhook.take(visit.body(), intake);
    return Response.text(status, status == 200 ? "Taken." : "Not taken.");
  }
}
