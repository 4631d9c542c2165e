/// All state that threads or instances share: every method one transaction.
@NullMarked
package dev.nanobot.store;

import org.jspecify.annotations.NullMarked;
