/// The page in a real browser, against a real gateway and a model that says what it is told.
@NullMarked
package dev.nanobot.page;

import org.jspecify.annotations.NullMarked;
