"""How DingTalk says no, in its new and its old dialect."""

import uuid
from dataclasses import dataclass

from sandbox.payload import Payload


@dataclass(eq=False)
class RefusalError(Exception):
    """A call that is answered with an error; rule names the limit that it broke."""

    code: str
    message: str
    status: int = 400
    rule: str | None = None
    errcode: int = 40035

    def in_new_style(self) -> Payload:
        """The body of the /v1.0 calls, sent with the status."""
        return {
            "code": self.code,
            "message": self.message,
            "requestid": str(uuid.uuid4()).upper(),
        }

    def in_old_style(self) -> Payload:
        """The body of the topapi calls, sent with 200."""
        return {"errcode": self.errcode, "errmsg": self.message}
