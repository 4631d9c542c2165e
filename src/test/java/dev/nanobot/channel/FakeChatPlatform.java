package dev.nanobot.channel;

import java.util.List;

/// A platform on a real socket, where strangers speak, files are sent, and connections break.
public interface FakeChatPlatform extends FakePlatform {
  /// What was not acknowledged comes again by itself.
  @Override
  default void bringAgain(String id, String chat, String sender, String text) {}

  /// Brings one of each kind of event that a person can cause, in a chat of their own and in a
  /// group; returns how many these were.
  int bringEveryKind(String sender);

  /// Brings a message with a file, which is to be fetched.
  void bringFile(String id, String chat, String sender, String name, byte[] bytes);

  /// What the channel has done so far but listen.
  List<String> deeds();

  /// The labels that can be pressed in a chat.
  default List<String> offered(String chat) {
    return List.of();
  }

  /// Whether the platform can show that somebody works.
  default boolean hasSigns() {
    return false;
  }

  /// What a chat of its own can be told before an answer.
  default Steps steps() {
    return new Steps(true, true);
  }

  /// How often the channel has shown that it works.
  default int signs() {
    return 0;
  }

  /// Whether connections end without an answer.
  void isDown(boolean isDown);
}
