"""The rules for a cardParamMap: declared names, strings only, small."""

from sandbox.dingtalk.refusal import RefusalError
from sandbox.dingtalk.template import Params, Template

KEY_BYTES = 100
VALUE_BYTES = 1024


def checked_params(given: object, template: Template) -> dict[str, str]:
    """The map if DingTalk would take it; raises RefusalError."""
    if not isinstance(given, dict):
        raise _refused("card params not a map", "cardParamMap must be a map")
    return {str(key): _checked_value(str(key), value, template) for key, value in given.items()}


def leaked(public: Params, template: Template) -> str | None:
    """The rule broken when a variable meant for one person is shown to everybody."""
    names = sorted(name for name in public if name in template.private and public[name])
    return f"private variable in public data: {', '.join(names)}" if names else None


def _checked_value(key: str, value: object, template: Template) -> str:
    if len(key.encode()) > KEY_BYTES:
        raise _refused("card key over 100 bytes", f"key too long: {key[:20]}…")
    if key not in template.variables:
        raise _refused(f"card variable not declared: {key}", f"variable {key} not in template")
    if not isinstance(value, str):
        raise _refused(f"card value not a string: {key}", f"value of {key} must be a string")
    if len(value.encode()) > VALUE_BYTES:
        raise _refused(f"card value over 1024 bytes: {key}", f"value of {key} is too long")
    return value


def _refused(rule: str, message: str) -> RefusalError:
    return RefusalError("param.error", message, rule=rule)
