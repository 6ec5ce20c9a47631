"""Slack: its payloads to what the desk is asked, the desk's answers and cards to its Web API."""
