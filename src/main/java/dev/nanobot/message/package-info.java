/// The vocabulary: what is heard, thought, done and said, as immutable values.
@NullMarked
package dev.nanobot.message;

import org.jspecify.annotations.NullMarked;
