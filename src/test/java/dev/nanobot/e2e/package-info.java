/// The packaged program as a process, watched from the outside while it is killed.
@NullMarked
package dev.nanobot.e2e;

import org.jspecify.annotations.NullMarked;
