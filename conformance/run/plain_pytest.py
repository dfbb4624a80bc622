"""A run under plain pytest: pytest reports, and no report folder is written."""

from contextlib import ExitStack

import pytest

from conformance.profile import ProfileError, load_profile
from conformance.run.embedded import variables_for
from conformance.run.errors import UnknownRequirement
from conformance.run.options import Options
from conformance.run.selection import prepare
from conformance.scenarios import authorization, fixtures
from conformance.scenarios.plugin import ConformancePlugin
from conformance.scenarios.session import Generation, Session
from conformance.specs import ContractError, SpecificationError


def set_up(config: pytest.Config) -> None:
    """Make pytest carry out the cases of the profile that `--profile` names.

    Raises `pytest.UsageError` with the message of whatever is wrong with the profile.
    """
    running = ExitStack()
    config.add_cleanup(running.close)
    try:
        session = _session(config, running)
    except (ContractError, ProfileError, SpecificationError, UnknownRequirement) as error:
        raise pytest.UsageError(str(error)) from None
    config.pluginmanager.register(fixtures, "conformance-fixtures")
    config.pluginmanager.register(authorization, "conformance-authorization")
    plugin = ConformancePlugin(session, on_result=lambda _: None)
    config.pluginmanager.register(plugin, "conformance")


def _session(config: pytest.Config, running: ExitStack) -> Session:
    name = config.getoption("profile")
    variables = running.enter_context(variables_for(name))
    prepared = prepare(load_profile(name, variables), Options())
    generation = Generation(config.getoption("conformance_seed"), Options.max_examples)
    session = Session(prepared.profile, prepared.contracts, prepared.cases, generation)
    running.callback(session.close)
    return session
