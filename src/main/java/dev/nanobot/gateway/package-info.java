/// What moves messages: intake, dispatcher, courier, crew.
@NullMarked
package dev.nanobot.gateway;

import org.jspecify.annotations.NullMarked;
