/// The composition root: configuration and the assembly of one running instance.
@NullMarked
package dev.nanobot.app;

import org.jspecify.annotations.NullMarked;
