"""Texts of unknown origin are spelled out: nothing is lost, nothing acts."""

from xml.etree import ElementTree as ET

import pytest

from conformance.report.text import cut, one_line, visible

SPELLED = {
    "\x1b[31mred": "\\x1b[31mred",
    "a\x00b": "a\\x00b",
    "a\r\nb\rc": "a\nb\\x0dc",
    "tab\tand line\n": "tab\tand line\n",
    "\x7f\x9b": "\\x7f\\x9b",
    "\u202etxt.exe": "\\u202etxt.exe",
    "\u200b\ufeff": "\\u200b\\ufeff",
    "\u2028": "\\u2028",
    "\ud800": "\\ud800",
    "\uffff": "\\uffff",
    "\U000e0041": "\\U000e0041",
    "año 世界 😀": "año 世界 😀",
}


@pytest.mark.parametrize("text", SPELLED, ids=ascii)
def test_what_acts_is_spelled_out_and_what_reads_is_kept(text: str) -> None:
    assert visible(text) == SPELLED[text]


def test_every_character_is_legal_xml_afterwards() -> None:
    everything = "".join(map(chr, range(0x11000)))
    ET.fromstring(f"<a>{visible(everything).replace('&', '').replace('<', '')}</a>")


def test_a_line_stays_a_line_and_is_cut() -> None:
    assert one_line("a\nb\tc\x1b", 20) == "a\\nb\\tc\\x1b"
    assert one_line("x" * 1_000_000, 5) == "xxxxx … (1,000,000 characters)"


def test_a_cut_text_says_how_much_is_gone() -> None:
    assert cut("abc", 3) == "abc"
    assert cut("abcdef", 3) == "abc\n… 3 more characters in report.json"
