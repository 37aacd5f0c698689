"""An entailment model, where one is named, judges what a model writes; the rules stay in force."""

import json
from pathlib import Path

import pytest

from rag.answer import build_chain
from rag.answer.checking import Entailment, check_sentence
from rag.cli import main
from rag.errors import ModelError
from rag.library import Library
from rag.records import Passage, RetrievedPassage
from rag.settings import Settings

TEXT = "Unemployment rose to 4.3% in May, Powell said. The bank left its rates where they were."
SOURCE = RetrievedPassage(
    Passage("a#0", "a", 0, len(TEXT), TEXT), "Jobs", "Gazette", None, None, score=0.5
)
PARAPHRASE = "Powell said unemployment was 4.3% in May."
FAR = "The central lender held borrowing costs steady."
LABELS = ("contradiction", "entailment", "neutral")


def make_model(folder: Path, labels: tuple[str, ...], answer: int, sure: float = 4.0) -> str:
    """A cross-encoder of one layer, in sentence-transformers' own files, that always leans to the
    label at `answer`.
    """
    import torch
    from sentence_transformers import CrossEncoder
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    folder.mkdir()
    letters = [*"abcdefghijklmnopqrstuvwxyz0123456789."]
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters]
    vocabulary += [f"##{letter}" for letter in letters]
    (folder / "vocab.txt").write_text("\n".join(vocabulary))
    BertTokenizerFast(vocab_file=str(folder / "vocab.txt")).save_pretrained(folder / "bert")
    torch.manual_seed(4)
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        id2label=dict(enumerate(labels)),
        label2id={label: at for at, label in enumerate(labels)},
    )
    model = BertForSequenceClassification(config)
    model.classifier.weight.data *= 0.01
    model.classifier.bias.data[answer] = sure
    model.save_pretrained(folder / "bert")
    CrossEncoder(str(folder / "bert")).save(str(folder / "model"))
    return str(folder / "model")


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("nli")
    made = {label: make_model(folder / label, LABELS, at) for at, label in enumerate(LABELS)}
    made["one score, yes"] = make_model(folder / "yes", ("consistent",), 0)
    made["one score, no"] = make_model(folder / "no", ("consistent",), 0, -4.0)
    return made


@pytest.mark.parametrize(
    ("model", "verdict"),
    [
        ("entailment", "supported"),
        ("neutral", "unsupported"),
        ("contradiction", "unsupported"),
        ("one score, yes", "supported"),
        ("one score, no", "unsupported"),
    ],
)
def test_the_model_decides_in_place_of_the_words_in_common(
    models: dict[str, str], model: str, verdict: str
) -> None:
    entailment = Entailment(models[model])
    assert check_sentence(FAR, [SOURCE]).verdict == "unsupported"
    assert check_sentence(FAR, [SOURCE], entailment=entailment).verdict == verdict
    assert check_sentence(PARAPHRASE, [SOURCE], entailment=entailment).verdict == verdict


@pytest.mark.parametrize(
    "slip",
    ["Powell said unemployment was 5.3% in May.", "Unemployment fell to 4.3% in May.",
     'Powell said: "Rates stay."', "Yellen said unemployment was 4.3% in May."],
)  # fmt: skip
def test_it_cannot_let_pass_what_breaks_a_rule(models: dict[str, str], slip: str) -> None:
    check = check_sentence(slip, [SOURCE], entailment=Entailment(models["entailment"]))
    assert check.verdict == "unsupported"


def test_it_gives_a_probability_for_any_text(models: dict[str, str]) -> None:
    entailment = Entailment(models["entailment"])
    for text in ("", "\udc80", "日本 " * 3000, "x" * 5000):
        assert 0.5 < entailment.entails(TEXT, text) <= 1


def test_an_answer_uses_the_model_that_is_named(
    sample: Library, models: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # given a model that copies the article, and an entailment model that believes nothing
    from rag.answer.write import Writer

    said = "Bessent said the tariffs on China were averted, for now [1]."
    monkeypatch.setattr(Writer, "_stream", lambda self, *_: iter([said]))
    settings = Settings(model="openai:small", nli=models["contradiction"])
    # when it answers
    answer = build_chain(sample, settings).invoke("what did Bessent say about tariffs?")
    # then nothing is left of it
    assert answer.answered_by == "extractive" and len(answer.struck) == 1


def test_a_model_that_cannot_be_loaded_leaves_the_default_answer_and_says_what_to_do(
    sample: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rag.answer.write import Writer

    said = "Bessent said that many countries are in talks about their tariffs [1]."
    monkeypatch.setattr(Writer, "_stream", lambda self, *_: iter([said]))
    monkeypatch.setattr("rag.answer.checking.check.broken_rule", lambda text, source: None)
    settings = Settings(model="openai:small", nli=str(tmp_path))
    answer = build_chain(sample, settings).invoke("what did Bessent say about tariffs?")
    assert answer.answered_by == "extractive" and answer.sentences
    assert "DATELINE_NLI" in answer.notices[0]


def test_a_model_without_the_label_is_told(tmp_path: Path) -> None:
    name = make_model(tmp_path / "other", ("cats", "dogs"), 0)
    with pytest.raises(ModelError, match="no label called entailment"):
        Entailment(name).load()


def test_the_doctor_tells_of_it(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    models: dict[str, str],
    tmp_path: Path,
) -> None:
    library = str(tmp_path / "none")
    main(["doctor", "--library", library])
    assert "ok   entailment: none set" in capsys.readouterr().out
    monkeypatch.setenv("DATELINE_NLI", models["entailment"])
    main(["doctor", "--library", library])
    assert f"ok   entailment: {models['entailment']} is loaded" in capsys.readouterr().out
    (tmp_path / "config.json").write_text(json.dumps({"model_type": "none such"}))
    monkeypatch.setenv("DATELINE_NLI", str(tmp_path))
    assert main(["doctor", "--library", library]) == 2
    assert "MEND entailment: The entailment model" in capsys.readouterr().out


def test_a_hub_is_needed_only_where_it_is_no_folder(tmp_path: Path) -> None:
    assert not Settings(nli=str(tmp_path)).needs_hub
    assert Settings(nli="cross-encoder/nli-deberta-v3-small").needs_hub
