package dev.nanobot.message;

import tools.jackson.databind.JsonNode;

/// A tool as a model is told about it; `schema` is the JSON Schema of its arguments, an object.
public record ToolSpec(String name, String description, JsonNode schema) {}
