/// The page that people use the gateway with in a browser: its files, and how they are served.
@NullMarked
package dev.nanobot.page;

import org.jspecify.annotations.NullMarked;
