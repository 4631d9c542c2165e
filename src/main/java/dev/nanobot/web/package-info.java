/// The web server of the gateway: what comes over HTTP from programs.
@NullMarked
package dev.nanobot.web;

import org.jspecify.annotations.NullMarked;
