"""Opens the language model that the settings name, and says in words what goes wrong with it."""

import asyncio
from typing import Any

import httpx
from langchain.chat_models import init_chat_model
from langchain_core.language_models import BaseChatModel

from rag.errors import ModelError
from rag.settings import Settings

_EXAMPLES = "openai:gpt-5-mini, ollama:llama3.2 or anthropic:claude-sonnet-5"


def chat_model(settings: Settings, name: str | None = None) -> BaseChatModel:
    """The chat model `name`, else `settings.model`, by LangChain's init_chat_model.

    Raises:
        ModelError: the name is not "provider:name", the provider's package is not installed, or
            its key is missing.
    """
    name = name or settings.model or ""
    provider, separator, model = name.partition(":")
    if not (provider and separator and model):
        raise ModelError(
            f"DATELINE_MODEL is {name!r} and must be provider:name, such as {_EXAMPLES}."
        )
    options: dict[str, Any] = {"timeout": settings.model_timeout, "max_retries": 1}
    if settings.model_base_url:
        options["base_url"] = settings.model_base_url
    if settings.model_api_key:
        options["api_key"] = settings.model_api_key.get_secret_value()
    elif settings.model_base_url and provider == "openai":
        # Servers of one's own want no key, but the client does.
        options["api_key"] = "none"
    try:
        opened: BaseChatModel = init_chat_model(
            model, model_provider=provider, temperature=0, **options
        )
        return opened
    except ImportError:
        raise ModelError(
            f"The model {name} needs a package that is not installed; run: "
            f"pip install langchain-{provider.replace('_', '-')}"
        ) from None
    except Exception as error:  # each provider's client raises its own errors
        raise ModelError(f"The model {name} cannot be used: {reason(error)}") from error


def reason(error: Exception) -> str:
    """What a model's failure means for its user, in one sentence."""
    text = f"{type(error).__name__}: {error}".lower()
    status = getattr(error, "status_code", None)
    if isinstance(error, (TimeoutError, asyncio.TimeoutError, httpx.TimeoutException)) or (
        "timeout" in text or "timed out" in text
    ):
        return "it did not answer in time; raise DATELINE_MODEL_TIMEOUT or try again later."
    if status in (401, 403) or "api_key" in text or "api key" in text or "credentials" in text:
        return "its provider refused the key; check DATELINE_MODEL_API_KEY."
    if status == 404:
        return "its provider does not know that name; check DATELINE_MODEL."
    if status == 429:
        return "its provider takes no more questions for now; wait, or check the account."
    if "connection" in text or "connect" in text:
        return "its provider cannot be reached; check DATELINE_MODEL_BASE_URL and the network."
    return "its provider sent something that cannot be used; try again later."
