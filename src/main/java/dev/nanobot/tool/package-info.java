/// What a model may do, and the limits within which it may do it.
@NullMarked
package dev.nanobot.tool;

import org.jspecify.annotations.NullMarked;
