package dev.nanobot.channel;

import dev.nanobot.http.Egress;
import dev.nanobot.http.HttpException;
import dev.nanobot.message.SessionKey;
import java.net.URI;
import java.util.Optional;

/// What an operator writes about one platform: a public record whose components are the keys below
/// `channels.NAME`, where NAME is what its channel is called.
///
/// Its constant `DEFAULTS` is what holds where nothing is written. A component is a text, a
/// `Secret`, a flag, a number with its `Range`, an enum, a list of texts, a record of such, or
/// several of these by name.
public interface ChannelSettings {
  /// Whether the platform is listened to.
  boolean enabled();

  /// What the channel needs to know. Nothing is opened: settings are checked by this alone.
  ///
  /// @throws SettingsException when it cannot be as it was written
  ChannelConfig config();

  /// What a chat of the platform is told before an answer: nothing, where it does not say. Asked in
  /// every process that works on its chats, whether or not the channel runs there.
  default Steps steps(SessionKey chat) {
    return Steps.NONE;
  }

  /// Where the platform calls, whose name has to lead to the gateway; empty where it is asked.
  ///
  /// @throws SettingsException as `config` does
  default Optional<URI> callsAt() {
    return Optional.empty();
  }

  /// An address without a slash at its end; `usual` where none is written.
  ///
  /// @throws SettingsException when it is none
  static String address(String key, String written, String usual) {
    if (written.isEmpty()) return usual;
    try {
      return Egress.uri(written).toString().replaceFirst("/+$", "");
    } catch (HttpException e) {
      throw new SettingsException(
          key + ": " + e.getMessage(), "write an address like https://example.org");
    }
  }
}
