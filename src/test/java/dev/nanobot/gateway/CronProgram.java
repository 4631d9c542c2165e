package dev.nanobot.gateway;

import dev.nanobot.world.RealWorld;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;

/// A program that does the jobs of a store until its input ends: `file`.
final class CronProgram {
  private CronProgram() {}

  public static void main(String[] arguments) throws Exception {
    var world = new RealWorld();
    try (House house = new House(world, Path.of(arguments[0]), 64, House::echo).work()) {
      house.crew.start("heartbeat", house.dispatcher::heartbeat);
      house.store.evict(world::isGone);
      house.crew.start("cron", new Cron(world, house.store, house.bells, ZoneOffset.UTC)::run);
      System.out.println("ready");
      while (System.in.read() >= 0) world.sleep(Duration.ofMillis(1));
    }
  }
}
