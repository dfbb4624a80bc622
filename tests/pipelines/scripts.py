"""The shell scripts in the shipped pipeline files, and what they find when they run here."""

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.support.command import COMMAND, LONGEST_SECONDS, Said, environment

CHECKOUT = Path(__file__).parent.parent.parent
ACTION = CHECKOUT / "action.yml"
SHARDS = CHECKOUT / "pipelines" / "github" / "shards.yml"
GITLAB = CHECKOUT / "pipelines" / "gitlab" / "camara-conformance.yml"
KUBERNETES = CHECKOUT / "pipelines" / "kubernetes" / "job.yaml"


@dataclass(frozen=True)
class Pipeline:
    """A machine of somebody's pipeline: its working folder and its variables."""

    folder: Path
    variables: Mapping[str, str]

    def runs(self, script: str, **more: str) -> Said:
        """Run a script as the pipeline's shell does."""
        path = f"{COMMAND.parent}{os.pathsep}{os.environ['PATH']}"
        done = subprocess.run(
            ["bash", "-e", "-o", "pipefail", "-c", script],
            cwd=self.folder,
            env={**environment(self.variables), "PATH": path, **more},
            capture_output=True,
            text=True,
            timeout=LONGEST_SECONDS,
            check=False,
        )
        return Said(done.returncode, done.stdout, done.stderr)


def document(path: Path) -> Any:
    """Return a YAML file as it is."""
    return yaml.safe_load(path.read_text())


def of_step(steps: list[dict[str, Any]], name: str) -> str:
    """Return the script of a GitHub step."""
    (script,) = (step["run"] for step in steps if step.get("name") == name)
    return str(script)


def of_gitlab(job: str) -> str:
    """Return the script of a GitLab job."""
    return "\n".join(document(GITLAB)[job]["script"])


def of_kubernetes() -> str:
    """Return the script of the pods."""
    (container,) = document(KUBERNETES)["spec"]["template"]["spec"]["containers"]
    (script,) = container["args"]
    return str(script)
