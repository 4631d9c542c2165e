/// Language models behind their wire formats.
@NullMarked
package dev.nanobot.provider;

import org.jspecify.annotations.NullMarked;
