/// The rules of the house as tests: layers, banned calls, shared fields, sizes, documents.
@NullMarked
package dev.nanobot.tidy;

import org.jspecify.annotations.NullMarked;
