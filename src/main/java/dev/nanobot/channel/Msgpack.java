package dev.nanobot.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nanobot.message.Json;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.DoubleNode;
import tools.jackson.databind.node.LongNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// JSON values in the binary form MessagePack. Source:
/// https://github.com/msgpack/msgpack/blob/master/spec.md, read 2026-11-28.
///
/// Reading has the limits of JSON that is received. Binary data and extensions are read as null.
///
/// Owned by the call that made it.
final class Msgpack {
  private static final int FIX_MAP = 0x80;
  private static final int FIX_ARRAY = 0x90;
  private static final int FIX_TEXT = 0xa0;
  private static final int NEGATIVE = 0xe0;
  private static final int MAP_32 = 0xdf;
  private static final int ARRAY_32 = 0xdd;
  private static final int TEXT_32 = 0xdb;
  private static final int INT_64 = 0xd3;
  private static final int FLOAT_64 = 0xcb;

  private final ByteBuffer in;
  private int values;

  private Msgpack(ByteBuffer in) {
    this.in = in;
  }

  // ---- reading

  /// @throws IllegalArgumentException when it is not one value, or passes a limit
  static JsonNode read(byte[] bytes) {
    var reading = new Msgpack(ByteBuffer.wrap(bytes));
    try {
      JsonNode value = reading.value(0);
      if (reading.in.hasRemaining()) throw new IllegalArgumentException("there is one value");
      return value;
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("a value is whole", e);
    }
  }

  private JsonNode value(int depth) {
    if (depth > Json.DEPTH_MAX || ++values > Json.TOKENS_MAX) {
      throw new IllegalArgumentException("a value has a limited size");
    }
    int head = in.get() & 0xff;
    if (head < FIX_MAP) return LongNode.valueOf(head);
    if (head < FIX_ARRAY) return map(head & 0x0f, depth);
    if (head < FIX_TEXT) return array(head & 0x0f, depth);
    if (head < 0xc0) return text(head & 0x1f);
    if (head >= NEGATIVE) return LongNode.valueOf((byte) head);
    return switch (head) {
      case 0xc0 -> NullNode.getInstance();
      case 0xc2 -> BooleanNode.FALSE;
      case 0xc3 -> BooleanNode.TRUE;
      case 0xc4, 0xc5, 0xc6 -> skip(length(head - 0xc4));
      case 0xc7, 0xc8, 0xc9 -> skip(1L + length(head - 0xc7));
      case 0xca -> DoubleNode.valueOf(in.getFloat());
      case FLOAT_64 -> DoubleNode.valueOf(in.getDouble());
      case 0xcc, 0xcd, 0xce -> LongNode.valueOf(length(head - 0xcc));
      case 0xcf, INT_64 -> LongNode.valueOf(in.getLong());
      case 0xd0 -> LongNode.valueOf(in.get());
      case 0xd1 -> LongNode.valueOf(in.getShort());
      case 0xd2 -> LongNode.valueOf(in.getInt());
      case 0xd4, 0xd5, 0xd6, 0xd7, 0xd8 -> skip(1L + (1L << (head - 0xd4)));
      case 0xd9, 0xda, TEXT_32 -> text(length(head - 0xd9));
      case 0xdc, ARRAY_32 -> array(length(head - 0xdc + 1), depth);
      case 0xde, MAP_32 -> map(length(head - 0xde + 1), depth);
      default -> throw new IllegalArgumentException("a value begins with a known byte");
    };
  }

  /// A number without a sign, of 1, 2 or 4 bytes.
  private long length(int power) {
    return switch (power) {
      case 0 -> in.get() & 0xffL;
      case 1 -> in.getShort() & 0xffffL;
      default -> in.getInt() & 0xffff_ffffL;
    };
  }

  private JsonNode skip(long count) {
    bytes(count);
    return NullNode.getInstance();
  }

  private JsonNode text(long count) {
    return StringNode.valueOf(new String(bytes(count), UTF_8));
  }

  private byte[] bytes(long count) {
    if (count > in.remaining()) throw new BufferUnderflowException();
    var bytes = new byte[(int) count];
    in.get(bytes);
    return bytes;
  }

  private JsonNode array(long count, int depth) {
    ArrayNode array = Json.MAPPER.createArrayNode();
    for (long i = 0; i < count; i++) array.add(value(depth + 1));
    return array;
  }

  private JsonNode map(long count, int depth) {
    ObjectNode map = Json.object();
    for (long i = 0; i < count; i++) {
      String name = value(depth + 1).asString("");
      map.set(name, value(depth + 1));
    }
    return map;
  }

  // ---- writing

  static byte[] write(JsonNode value) {
    var bytes = new ByteArrayOutputStream();
    try {
      write(value, new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // Nothing is written but memory.
    }
    return bytes.toByteArray();
  }

  private static void write(JsonNode value, DataOutputStream out) throws IOException {
    switch (value.getNodeType()) {
      case OBJECT -> {
        head(out, FIX_MAP, 0x0f, MAP_32, value.size());
        for (var entry : value.properties()) {
          text(out, entry.getKey());
          write(entry.getValue(), out);
        }
      }
      case ARRAY -> {
        head(out, FIX_ARRAY, 0x0f, ARRAY_32, value.size());
        for (JsonNode one : value) write(one, out);
      }
      case STRING -> text(out, value.stringValue());
      case NUMBER -> number(out, value);
      case BOOLEAN -> out.writeByte(value.booleanValue() ? 0xc3 : 0xc2);
      case NULL, MISSING, BINARY, POJO -> out.writeByte(0xc0);
    }
  }

  private static void number(DataOutputStream out, JsonNode value) throws IOException {
    if (!value.isIntegralNumber()) {
      out.writeByte(FLOAT_64);
      out.writeDouble(value.doubleValue());
    } else if (value.longValue() >= 0 && value.longValue() < FIX_MAP) {
      out.writeByte((int) value.longValue());
    } else {
      out.writeByte(INT_64);
      out.writeLong(value.longValue());
    }
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    head(out, FIX_TEXT, 0x1f, TEXT_32, bytes.length);
    out.write(bytes);
  }

  private static void head(DataOutputStream out, int fix, int fixMax, int wide, int count)
      throws IOException {
    if (count <= fixMax) {
      out.writeByte(fix | count);
    } else {
      out.writeByte(wide);
      out.writeInt(count);
    }
  }
}
