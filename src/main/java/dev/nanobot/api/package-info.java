/// What the gateway offers over HTTP to people and programs: messages, sessions, and what is known
/// of them.
@NullMarked
package dev.nanobot.api;

import org.jspecify.annotations.NullMarked;
