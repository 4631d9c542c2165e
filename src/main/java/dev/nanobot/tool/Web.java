package dev.nanobot.tool;

import dev.nanobot.http.Egress;
import java.net.URI;
import java.util.Map;

/// The way a page is fetched. In the product it is `Egress`, which is closed to addresses that are
/// not public.
@FunctionalInterface
interface Web {
  /// @throws dev.nanobot.http.HttpException when no complete answer came
  Egress.Page get(URI uri, Map<String, String> headers) throws InterruptedException;
}
