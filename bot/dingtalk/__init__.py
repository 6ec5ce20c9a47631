"""DingTalk: frames of its stream become requests, replies and cards become calls."""
