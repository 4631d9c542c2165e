package dev.nanobot.gateway;

import dev.nanobot.message.Attachment;
import dev.nanobot.message.Media;
import dev.nanobot.store.Attachments;
import dev.nanobot.tool.SharedFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What people sent as files of the workspace, for tools to read: a folder for each sender.
///
/// The rows are the truth. A file is written from its row when a model is told of it, and removed
/// some time after its row. What cannot be done is logged, and done the next time.
///
/// Shared: immutable. Files of one folder are changed by one thread of one process at a time.
public final class MediaFiles {
  private static final Logger log = LoggerFactory.getLogger(MediaFiles.class);

  /// A folder and a file of ours: a person may keep other files here.
  private static final Pattern SENDER = Pattern.compile("[0-9a-f]{16}");

  private static final Pattern FILE = Pattern.compile("(?<id>[a-z0-9]{1,64})\\.[a-z0-9]{2,4}");

  private final Attachments attachments;
  private final Path folder;
  private final Path locks;

  /// `locks` is a directory of the instance, where locks are kept.
  public MediaFiles(Attachments attachments, Path workspace, Path locks) {
    this.attachments = attachments;
    this.folder = workspace.resolve(Attachment.FOLDER);
    this.locks = locks;
  }

  Media media() {
    return attachments;
  }

  /// Has a file where its line says that it is.
  void show(Attachment attachment) throws InterruptedException {
    var own = new SharedFolder(folder.resolve(attachment.folder()), locks);
    try {
      if (Files.isSymbolicLink(folder)) throw new IOException(folder + " is a link");
      if (own.has(attachment.file(), attachment.bytes())) return;
      Optional<byte[]> bytes = attachments.bytes(attachment.id());
      if (bytes.isEmpty()) return;
      new SharedFolder(folder, locks).make();
      own.make();
      own.holding(() -> own.create(attachment.file(), bytes.get()));
    } catch (IOException e) {
      log.warn("{} is not in the workspace: {}", attachment.path(), e.toString());
    }
  }

  /// Removes the files whose rows are gone; returns how many those were.
  public int sweep() {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) return 0;
    int swept = 0;
    try {
      for (String sender : new SharedFolder(folder, locks).names()) {
        if (SENDER.matcher(sender).matches()) swept += sweep(sender);
      }
    } catch (IOException e) {
      log.warn("{} was not swept: {}", folder, e.toString());
    }
    return swept;
  }

  private int sweep(String sender) throws IOException {
    var own = new SharedFolder(folder.resolve(sender), locks);
    Map<String, String> ids = new TreeMap<>();
    for (String name : own.names()) {
      var file = FILE.matcher(name);
      if (file.matches()) ids.put(name, sender + "." + file.group("id"));
    }
    Set<String> kept = attachments.kept(ids.values());
    List<String> gone = new ArrayList<>(ids.keySet());
    gone.removeIf(name -> kept.contains(ids.get(name)));
    for (String name : gone) own.delete(name);
    return gone.size();
  }
}
