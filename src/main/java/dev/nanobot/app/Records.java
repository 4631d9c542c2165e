package dev.nanobot.app;

import dev.nanobot.message.Json;
import dev.nanobot.message.Secret;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Records by reflection: their components' values, making one, and showing one.
final class Records {
  private Records() {}

  static Object value(RecordComponent part, Object record) {
    try {
      return part.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a record's accessors may be called", e);
    }
  }

  static Object make(Class<?> type, Object[] values) {
    Class<?>[] types =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      return type.getDeclaredConstructor(types).newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a record of checked values can be made", e);
    }
  }

  /// What a record type's constant `DEFAULTS` holds.
  static Object defaults(Class<?> type) {
    try {
      return type.getField("DEFAULTS").get(null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type + " has a constant DEFAULTS", e);
    }
  }

  /// The record of a type whose parts all have a constant `DEFAULTS`.
  static <R extends Record> R usual(Class<R> type) {
    Object[] values =
        Arrays.stream(type.getRecordComponents()).map(part -> defaults(part.getType())).toArray();
    return type.cast(make(type, values));
  }

  /// The value as JSON in the units of the file, with secrets hidden.
  static JsonNode json(Object value) {
    return switch (value) {
      case JsonNode node -> node;
      case Secret secret -> Json.MAPPER.valueToTree(secret.isEmpty() ? "" : secret.toString());
      case Duration duration -> Json.MAPPER.valueToTree(duration.toSeconds());
      case Enum<?> constant ->
          Json.MAPPER.valueToTree(constant.toString().toLowerCase(Locale.ROOT));
      case Record record -> {
        var object = Json.object();
        for (var part : record.getClass().getRecordComponents()) {
          object.set(part.getName(), json(value(part, record)));
        }
        yield object;
      }
      case Map<?, ?> map -> {
        var object = Json.object();
        map.forEach((key, entry) -> object.set(String.valueOf(key), json(entry)));
        yield object;
      }
      case List<?> list -> {
        var array = Json.MAPPER.createArrayNode();
        list.forEach(item -> array.add(json(item)));
        yield array;
      }
      default -> Json.MAPPER.valueToTree(value);
    };
  }
}
