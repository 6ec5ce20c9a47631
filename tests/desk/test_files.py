"""What a file is, whatever it is called; and names that are safe and tell no lie."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.file_kinds import (
    HEAD,
    JPEG,
    KINDS,
    MARKUP,
    MP4,
    PDF,
    PNG,
    PROGRAM,
    SCRIPT,
    TEXT,
    UNKNOWN,
    WEBP,
    ZIP,
    FileKind,
    kind_of,
)
from desk.files import LONGEST_NAME, name_for, safe_name

KIND_BY_HEAD: list[tuple[bytes, FileKind]] = [
    (b"\x89PNG\r\n\x1a\n....", PNG),
    (b"\xff\xd8\xff\xe0....", JPEG),
    (b"RIFF\x10\0\0\0WEBPVP8 ", WEBP),
    (b"%PDF-1.7\n", PDF),
    (b"PK\x03\x04....", ZIP),
    (b"\0\0\0\x18ftypmp42....", MP4),
    (b"MZ\x90\0", PROGRAM),
    (b"\x7fELF\x02", PROGRAM),
    (b"#!/bin/sh\nrm", SCRIPT),
    (b"<!DOCTYPE html><p>hello", MARKUP),
    (b"\xef\xbb\xbf \n <svg xmlns='x' onload='alert(1)'>", MARKUP),
    ("\ufeff<html>".encode("utf-16"), MARKUP),
    (b"\xff\xc3 bytes, then <script>", MARKUP),
    ("打印机日志\n第一行".encode(), TEXT),
    (b"BMW is a make of cars", TEXT),
    (b"\x00\x01\x02\x03\x04", UNKNOWN),
    (b"", TEXT),
]


@pytest.mark.parametrize(("head", "kind"), KIND_BY_HEAD)
def test_a_file_is_known_by_how_it_begins(head: bytes, kind: FileKind) -> None:
    """Its content says what it is; a page, a program or a script is found out."""
    assert kind_of(head) is kind


@pytest.mark.parametrize(
    ("claimed", "kind", "name"),
    [
        ("smoke.png", PNG, "smoke.png"),
        ("scan.JPEG", JPEG, "scan.JPEG"),
        ("photo.jpg", PNG, "photo.jpg.png"),
        ("page.png", MARKUP, "page.png.bin"),
        ("game.pdf", PROGRAM, "game.pdf.bin"),
        ("setup.exe", PROGRAM, "setup.exe"),
        ("日志.log", TEXT, "日志.log"),
        ("notes.pdf", TEXT, "notes.pdf.txt"),
        ("报表.xlsx", ZIP, "报表.xlsx"),
        ("drawing.dwg", UNKNOWN, "drawing.dwg"),
        ("clip.png", UNKNOWN, "clip.png.bin"),
        ("../../etc/passwd", TEXT, "passwd.txt"),
        ("C:\\temp\\a.png", PNG, "a.png"),
        ("invoice\u202egnp.exe", PROGRAM, "invoice gnp.exe"),
        ("a\r\nSet-Cookie: x.png", PNG, "a Set-Cookie x.png"),
        ("...", PNG, "file.png"),
        ("", PNG, "file.png"),
        (".htaccess", TEXT, "htaccess.txt"),
    ],
)
def test_a_name_is_safe_and_tells_no_lie(claimed: str, kind: FileKind, name: str) -> None:
    """No folder, no hidden mark, no ending of another kind."""
    assert name_for(claimed, kind) == name


@given(st.text(max_size=400), st.sampled_from([*KINDS, TEXT, UNKNOWN]))
def test_whatever_it_is_called_it_can_be_saved(claimed: str, kind: FileKind) -> None:
    """Never empty, never a path, never long, and the same when it is named once more."""
    name = name_for(claimed, kind)
    assert name.strip(". ")
    assert not set(name) & set('/\\\r\n\0"\u202e')
    assert len(name) <= LONGEST_NAME + 5
    assert safe_name(name) == name[:LONGEST_NAME] or len(name) > LONGEST_NAME


@given(st.binary(max_size=HEAD + 10))
def test_every_beginning_has_a_kind(head: bytes) -> None:
    """Nothing that somebody sends breaks the look at it."""
    assert kind_of(head).media_type


def test_a_character_cut_in_two_is_still_text() -> None:
    """The look ends after some thousand bytes, wherever that is."""
    assert kind_of("文".encode() * HEAD) is TEXT
