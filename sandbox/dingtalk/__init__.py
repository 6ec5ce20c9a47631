"""A pretend DingTalk: stream gateway, robot messages, interactive cards."""
