/// Exploring the orders in which threads can take their steps.
@NullMarked
package dev.nanobot.race;

import org.jspecify.annotations.NullMarked;
