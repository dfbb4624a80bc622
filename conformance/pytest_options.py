"""Options of plain pytest: `pytest --pyargs conformance.scenarios --profile NAME`.

pytest loads this in every run of an environment that has the suite, so it does nothing and
imports nothing until `--profile` is given.
"""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options that say which deployment is tested."""
    group = parser.getgroup("camara-conformance")
    group.addoption("--profile", metavar="NAME", help="bundled profile or path of a YAML file")
    group.addoption("--conformance-seed", type=int, default=0, help="of generated requests")


def pytest_configure(config: pytest.Config) -> None:
    """Set up a run of the profile named on the command line, if one is."""
    if config.getoption("profile") is None:
        return
    from conformance.run.plain_pytest import set_up

    set_up(config)
