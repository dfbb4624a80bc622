"""Users' own contracts: what is read, and what is refused."""

import json
import re
from itertools import pairwise
from pathlib import Path

import pytest

from conformance import specs

OFFICIAL = specs.contract("sim-swap", "2.1.0").path.read_text(encoding="utf-8")
BOMB = "openapi: 3.0.3\na: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{inner}'] * 10)}]\n"
    for inner, name in pairwise("abcdef")
)


def test_own_contract_is_read_like_a_bundled_one(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(OFFICIAL, encoding="utf-8")
    found, bundled = specs.load_contract(path, "sim-swap"), specs.contract("sim-swap", "2.1.0")
    assert found.path == path
    assert (found.sha256, found.operations) == (bundled.sha256, bundled.operations)


def test_own_contract_may_be_json_and_have_bare_statuses(tmp_path: Path) -> None:
    as_json, bare = tmp_path / "mine.json", tmp_path / "mine.yaml"
    document = specs.contract("sim-swap", "2.1.0").document
    as_json.write_text(json.dumps(document, indent="\t"), encoding="utf-8")
    bare.write_text(re.sub(r"'(\d{3})':", r"\1:", OFFICIAL), encoding="utf-8")
    assert specs.load_contract(as_json, "sim-swap").document == document
    assert specs.load_contract(bare, "sim-swap").document == document


UNUSABLE = {
    "empty": ("", "not an OpenAPI document"),
    "text": ("just text", "not an OpenAPI document"),
    "broken-yaml": ("a: [1", "not YAML: line "),
    "broken-json": ('{"openapi": ', "starts like JSON, but: "),
    "other-document": ("info: {}", "the key `openapi` is missing"),
    "swagger-2": ("swagger: '2.0'", "convert it to OpenAPI 3.0.3"),
    "openapi-3.1": ("openapi: 3.1.0", "3.1.0 is not 3.0.x"),
    "no-info": ("openapi: 3.0.3", 'top level: not valid OpenAPI 3.0: "info" is a required'),
    "no-check": (OFFICIAL.replace("  /check:", "  /chekc:"), "POST /check is missing"),
    "wrong-type": (OFFICIAL.replace("type: boolean", "type: bool"), "CheckSimSwapInfo: not"),
    "other-file": (OFFICIAL.replace("'#/comp", "'common.yaml#/comp"), "bundle everything"),
    "dead-reference": (
        OFFICIAL.replace("schemas/PhoneNumber'", "schemas/No'"),
        "/No, which is not in",
    ),
    "doubled-key": (OFFICIAL + "openapi: 3.0.3\n", "'openapi' stands twice"),
    "list-as-key": ("openapi: 3.0.3\n? [a]\n: b", "line 2: a key is a list"),
    "bare-word-as-key": ("openapi: 3.0.3\nyes: b", "the key True is not text"),
    "deep-flow": ("[" * 100_000, "nested deeper than 100 levels"),
    "deep-block": ("- " * 100_000, "nested deeper than 100 levels"),
    "deep-json": ('{"a":' * 100_000, "nested deeper than 100 levels"),
    "rather-deep-json": ('{"a":' * 200 + "0" + "}" * 200, "nested deeper than 100 levels"),
    "alias-bomb": (BOMB, "once aliases are spelled out"),
    "alias-cycle": ("openapi: 3.0.3\na: &a [*a]", "*a stands inside itself"),
    "python-object": ("a: !!python/name:os.system x", "not YAML: line 1"),
    "huge-number": ("a: " + "9" * 5000, "cannot be read"),
    "huge": ("#" * 2_000_001, "larger than 2000000 bytes"),
}


@pytest.mark.parametrize(("text", "message"), UNUSABLE.values(), ids=UNUSABLE)
def test_unusable_own_contract_is_refused(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(specs.ContractError) as caught:
        specs.load_contract(path, "sim-swap")
    assert str(caught.value).startswith(f"{path}: ")
    assert message in str(caught.value)
    assert len(str(caught.value)) < len(str(path)) + 400


def test_own_contract_that_is_no_file_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "missing.yaml", tmp_path):
        with pytest.raises(specs.ContractError, match="no such file"):
            specs.load_contract(path, "sim-swap")


def test_own_contract_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_bytes(b"openapi: 3.0.3\ninfo: \xff")
    with pytest.raises(specs.ContractError, match="byte 21 is not UTF-8"):
        specs.load_contract(path, "sim-swap")
