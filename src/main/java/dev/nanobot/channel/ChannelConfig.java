package dev.nanobot.channel;

/// What one configured channel needs to know. Each channel brings its own record.
public sealed interface ChannelConfig
    permits Email.Config, Mochat.Config, Stdio.Config, Telegram.Config {}
