/// The agent loop and what it is told: turn, journal, prompt.
@NullMarked
package dev.nanobot.agent;

import org.jspecify.annotations.NullMarked;
