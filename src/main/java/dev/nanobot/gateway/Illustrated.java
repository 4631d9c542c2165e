package dev.nanobot.gateway;

import dev.nanobot.message.Attachment;
import dev.nanobot.message.Event;
import dev.nanobot.message.Message;
import dev.nanobot.message.Reply;
import dev.nanobot.provider.Provider;
import java.util.function.Consumer;

/// A provider whose model is shown what people sent: before a question names a file, the file is in
/// the workspace, and images can be loaded from the store.
///
/// Shared: immutable.
public record Illustrated(Provider provider, MediaFiles files) implements Provider {
  @Override
  public Reply complete(Request request, Consumer<Event> events) throws InterruptedException {
    for (Message message : request.transcript()) {
      if (!(message instanceof Message.User user)) continue;
      for (Attachment attachment : user.attachments()) files.show(attachment);
    }
    return provider.complete(request.with(files.media()), events);
  }
}
