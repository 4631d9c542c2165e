/// Time, threads, chance and identifiers: everything that makes one run differ from another.
@NullMarked
package dev.nanobot.world;

import org.jspecify.annotations.NullMarked;
