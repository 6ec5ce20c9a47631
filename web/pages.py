"""The few pages of ours, as HTML: all in them is escaped, and nothing comes from elsewhere."""

import hashlib
from base64 import b64encode
from collections.abc import Iterable, Sequence
from html import escape

from aiohttp.web import Response

from cards.preview_card import Numbers
from cards.words import words
from desk.languages import Language

STYLE = """
body{font:16px/1.5 system-ui,sans-serif;max-width:62rem;margin:2rem auto}
body{padding:0 1rem;color:#1f2933}
h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:1.6rem}
img{max-width:100%;height:auto;border:1px solid #d0d5db}
table{border-collapse:collapse}td,th{padding:.2rem .8rem .2rem 0;text-align:left}
.wrong{color:#b42318}.note{color:#52606d}
button{font:inherit;padding:.4rem 1rem;border:0;border-radius:.3rem;background:#2563eb;color:#fff}
ul{padding-left:1.2rem}
"""
_STYLE_HASH = b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
HEADERS = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; img-src data:; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


def page(title: str, body: Iterable[str], language: Language, status: int = 200) -> Response:
    """A page; the parts of its body are HTML already."""
    lang = language.value.replace("_", "-")
    text = (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head>"
        f"<body><h1>{escape(title)}</h1>{''.join(body)}</body></html>"
    )
    return Response(text=text, content_type="text/html", status=status, headers=HEADERS)


def paragraph(text: str, kind: str = "") -> str:
    """A line of text."""
    return f'<p class="{escape(kind)}">{escape(text)}</p>'


def heading(text: str) -> str:
    """What comes next."""
    return f"<h2>{escape(text)}</h2>"


def listed(above: str, lines: Sequence[str], kind: str = "") -> str:
    """Lines under a heading; nothing, where there are none."""
    if not lines:
        return ""
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return f'{heading(above)}<ul class="{escape(kind)}">{items}</ul>'


def table(rows: Sequence[Numbers], language: Language) -> str:
    """What is now, and what would be."""
    say = words(language).say
    heads = ("", say("import.now"), say("import.then"))
    head = "".join(f"<th>{escape(text)}</th>" for text in heads)
    body = "".join(
        f"<tr><th>{escape(row.name)}</th><td>{escape(row.before)}</td><td>{escape(row.after)}</td></tr>"
        for row in rows
    )
    return f"<table><tr>{head}</tr>{body}</table>"


def picture(png: bytes, alt: str) -> str:
    """A picture, written into the page."""
    return f'<img alt="{escape(alt)}" src="data:image/png;base64,{b64encode(png).decode()}">'


def upload_form(label: str, submit: str) -> str:
    """Sends a file to where the page came from."""
    return (
        '<form method="post" enctype="multipart/form-data">'
        f'<p><label>{escape(label)} <input type="file" name="file" '
        'accept=".xlsx,.ods,.ics" required></label></p>'
        f"<p><button>{escape(submit)}</button></p></form>"
    )


def apply_form(token: str, data: bytes, submit: str) -> str:
    """Sends a file back, to be kept."""
    return (
        f'<form method="post" enctype="multipart/form-data" action="apply?t={escape(token)}">'
        f'<input type="hidden" name="file" value="{b64encode(data).decode()}">'
        f"<p><button>{escape(submit)}</button></p></form>"
    )
