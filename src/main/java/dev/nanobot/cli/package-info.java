/// Commands for people and scripts in a terminal.
@NullMarked
package dev.nanobot.cli;

import org.jspecify.annotations.NullMarked;
