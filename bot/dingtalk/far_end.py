"""Where DingTalk is, by the settings."""

from bot.dingtalk.wire import FarEnd
from bot.settings import Settings


def far_end_of(settings: Settings) -> FarEnd:
    """Where the settings say that DingTalk is, and as which app it is called."""
    return FarEnd(
        client_id=settings.dingtalk_client_id,
        client_secret=settings.dingtalk_client_secret.get_secret_value(),
        robot_code=settings.dingtalk_robot_code,
        agent_id=settings.dingtalk_agent_id,
        api_base=settings.dingtalk_api_url,
        oapi_base=settings.dingtalk_oapi_url,
    )
