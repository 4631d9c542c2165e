package dev.nanobot.channel;

/// The platforms there are, each a line: the keys that it has, and its own below `channels`. Where
/// nothing is written, its `DEFAULTS` hold.
public record Channels(
    Stdio.Settings stdio, // docs/stdio-channel.md
    TelegramSettings telegram, // docs/telegram.md
    MochatSettings mochat, // docs/mochat.md
    EmailSettings email // docs/email.md
    ) {}
