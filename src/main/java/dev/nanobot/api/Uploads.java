package dev.nanobot.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nanobot.message.Attachment;
import dev.nanobot.message.Json;
import dev.nanobot.message.Principal;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Upload;
import dev.nanobot.store.AttachmentRefused;
import dev.nanobot.store.Attachments;
import dev.nanobot.web.Rejected;
import dev.nanobot.web.Response;
import dev.nanobot.web.Route;
import dev.nanobot.web.Visit;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Files of the owner: handed over before the message that names them, and shown to the owner
/// afterwards, as those that others have said are.
///
/// Shared: immutable.
final class Uploads {
  private static final String TEXT = "text/plain";

  /// What is read of a file at a time. The database reads all of it for each piece.
  private static final int PIECE_BYTES = 512 * 1024;

  private static final String NAME_MARKS = "!#$&+-.^_`|~";

  private final Attachments attachments;

  Uploads(Attachments attachments) {
    this.attachments = attachments;
  }

  List<Route> routes() {
    return List.of(
        Route.post("/api/media", this::post).taking(Upload.BYTES_MAX),
        Route.get("/api/media/{id}", this::get).inPieces(PIECE_BYTES));
  }

  private Response post(Visit visit) throws InterruptedException {
    Optional<String> id = visit.query("id").map(Fields::id);
    Attachment kept = put(id, upload(visit.query("name").orElse(""), visit.body()));
    ObjectNode json = Json.object();
    json.put("id", kept.id());
    json.put("name", kept.name());
    json.put("type", kept.type());
    json.put("bytes", kept.bytes());
    json.put("isImage", kept.isImage());
    return Response.json(201, json);
  }

  private static Upload upload(String name, byte[] bytes) {
    try {
      return Upload.of(name, bytes);
    } catch (IllegalArgumentException e) {
      throw new Rejected(400, "invalid_media", String.valueOf(e.getMessage()));
    }
  }

  private Attachment put(Optional<String> id, Upload upload) {
    try {
      return id.isPresent()
          ? attachments.put(Principal.LOCAL, SessionKey.WEB + "/" + id.get(), upload)
          : attachments.put(Principal.LOCAL, upload);
    } catch (AttachmentRefused e) {
      throw refused(e);
    }
  }

  static Rejected refused(AttachmentRefused refusal) {
    return new Rejected(409, "media_refused", String.valueOf(refusal.getMessage()));
  }

  /// The files that a message names under `media`: the owner's own; one that takes the place of
  /// another has also what was said.
  ///
  /// @throws Rejected when there are too many, or there is no such
  List<Attachment> named(ObjectNode message, boolean isInstead) {
    JsonNode media = message.path("media");
    if (media.isMissingNode() || media.isNull()) return List.of();
    List<Attachment> named = new ArrayList<>();
    boolean isRight = media.isArray() && media.size() <= Attachment.MESSAGE_MAX;
    for (JsonNode id : media) {
      if (!isRight || !id.isString()) break;
      Attachment attachment = found(id.stringValue(), isInstead);
      if (!named.contains(attachment)) named.add(attachment);
    }
    if (isRight && named.size() == media.size()) return named;
    throw Rejected.invalid(
        "media", "a list of at most " + Attachment.MESSAGE_MAX + " ids of files, each once");
  }

  private Attachment found(String id, boolean isInstead) {
    Optional<Attachment> own = attachments.of(id, Principal.LOCAL);
    Optional<Attachment> found = isInstead ? own.or(() -> attachments.said(id)) : own;
    return found.orElseThrow(
        () ->
            new Rejected(
                404,
                "not_found",
                "media",
                "There is no such file of yours; it may have waited too long.",
                Duration.ZERO));
  }

  private Response get(Visit visit) {
    String id = visit.part("id");
    Attachment attachment =
        attachments
            .of(id, Principal.LOCAL)
            .or(() -> attachments.said(id))
            .orElseThrow(() -> Rejected.notFound("file"));
    String mark = "\"" + attachment.id() + "\""; // What is kept under an id never changes.
    Map<String, String> headers =
        Map.of(
            "Content-Type",
            type(attachment),
            "Content-Disposition",
            disposition(attachment),
            "Content-Security-Policy",
            "default-src 'none'; sandbox; frame-ancestors 'none'",
            "Cache-Control",
            "private, no-cache",
            "ETag",
            mark);
    if (visit.request().header("If-None-Match").filter(mark::equals).isPresent()) {
      return new Response(304, headers, Response.NONE);
    }
    Response.Content.Stream pieces = sink -> write(attachment, sink);
    return new Response(200, headers, pieces)
        .with(Map.of("Content-Length", Long.toString(attachment.bytes())));
  }

  private void write(Attachment attachment, Response.Sink sink) throws IOException {
    for (long at = 0; at < attachment.bytes(); ) {
      byte[] piece = attachments.piece(attachment.id(), at, PIECE_BYTES);
      if (piece.length == 0) throw new IOException("it was deleted meanwhile");
      sink.write(piece);
      at += piece.length;
    }
  }

  private static String type(Attachment attachment) {
    String type = attachment.type();
    return type.equals(TEXT) ? TEXT + "; charset=utf-8" : type; // Only UTF-8 counts as text.
  }

  /// The name in the encoding of RFC 8187: nothing of it can end the header or its value.
  private static String disposition(Attachment attachment) {
    var name = new StringBuilder();
    for (byte each : attachment.name().getBytes(UTF_8)) {
      char c = (char) (each & 0xff);
      boolean isPlain = c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
      if (isPlain || NAME_MARKS.indexOf(c) >= 0) name.append(c);
      else name.append('%').append(HexFormat.of().withUpperCase().toHexDigits(each));
    }
    String how = attachment.isImage() ? "inline" : "attachment";
    return how + "; filename*=UTF-8''" + name;
  }
}
