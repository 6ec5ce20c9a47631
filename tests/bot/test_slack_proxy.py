"""By which proxy Slack is reached."""

import pytest

from bot.slack.proxy import proxy_for


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("HTTP_PROXY", "http://proxy.example:3128")
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3129")
    monkeypatch.setenv("NO_PROXY", "intern.example")


@pytest.mark.parametrize(
    ("url", "proxy"),
    [
        ("https://slack.com/api/", "http://proxy.example:3129"),
        ("http://127.0.0.1:8765/api/", None),
        ("http://localhost:8765/api/", None),
        ("http://[::1]:8765/api/", None),
        ("https://slack.intern.example/api/", None),
    ],
)
def test_environment_decides_but_not_for_this_machine(url: str, proxy: str | None) -> None:
    """The sandbox is reached directly whatever the environment says; NO_PROXY is heeded."""
    assert proxy_for(url) == proxy
