/// The one way out to the network: deadlines, retries, event streams and the address guard.
@NullMarked
package dev.nanobot.http;

import org.jspecify.annotations.NullMarked;
