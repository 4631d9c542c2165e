/// Deterministic simulation: whole instances on one thread, in an order that a seed decides.
@NullMarked
package dev.nanobot.sim;

import org.jspecify.annotations.NullMarked;
