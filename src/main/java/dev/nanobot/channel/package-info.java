/// Chat platforms: thin translators between a platform and the inbox and outbox.
@NullMarked
package dev.nanobot.channel;

import org.jspecify.annotations.NullMarked;
