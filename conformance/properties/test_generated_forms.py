"""Forms made from the contract of the authorization server: none of them is granted."""

from conformance.profile import Subscriber
from conformance.profile.model import Authorization
from conformance.properties.forms import FormJudge, backchannel_form, token_form
from conformance.scenarios.requirement import requirement
from conformance.scenarios.session import Session
from conformance.specs import AUTHORIZATION
from conformance.tokens.flows.endpoint import Endpoints


@requirement("parameters.generated-token-requests-are-refused")
def test_token_requests(run: Session, endpoints: Endpoints) -> None:
    """Grants that nobody has issued, and requests that lack half of what they need."""
    generate(run, "/token", FormJudge(endpoints, "token", token_form))


@requirement("parameters.generated-backchannel-requests-are-refused")
def test_backchannel_requests(
    run: Session, endpoints: Endpoints, settings: Authorization, line: Subscriber
) -> None:
    """Requests that name no user, or ask for nothing."""
    pick = backchannel_form(settings.ciba.login_hint_for(line))
    generate(run, "/bc-authorize", FormJudge(endpoints, "backchannel_authentication", pick))


def generate(run: Session, path: str, judge: FormJudge) -> None:
    """Judge the listed boundary cases first, then as many drawn ones as the run allows."""
    generator = run.generator(AUTHORIZATION)
    for generated in generator.listed("POST", path, "invalid"):
        judge(generated)
    generator.drawn(
        "POST",
        path,
        "invalid",
        judge,
        seed=run.generation.seed,
        examples=run.generation.max_examples,
    )
