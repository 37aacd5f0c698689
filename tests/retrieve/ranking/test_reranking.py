"""A cross-encoder, where one is named, reads the best passages again and decides their order."""

import json
import math
from pathlib import Path

import pytest

from rag.answer import build_chain
from rag.cli import main
from rag.errors import ModelError
from rag.library import Library
from rag.reading.passages import heading
from rag.records import Question
from rag.retrieve import (
    PassageRetriever,
    Reranker,
    explain_passage,
    find_candidates,
    rank,
    search,
    understand,
)
from rag.retrieve.ranking.rerank import RERANKED
from rag.settings import Settings

QUESTION = "what did Bessent say about tariffs?"


def make_model(folder: Path, labels: int) -> str:
    """A cross-encoder of one layer with random weights, in sentence-transformers' own files."""
    import torch
    from sentence_transformers import CrossEncoder
    from torch.nn import Identity
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
        initializer_range=0.5,
        num_labels=labels,
    )
    model = BertForSequenceClassification(config)
    # Chance gives all texts nearly the same score: the differences are drawn out around the middle.
    model.classifier.weight.data *= 10
    model.save_pretrained(folder / "bert")
    encoder = CrossEncoder(str(folder / "bert"), activation_fn=Identity())
    briefs = sorted((Path(__file__).parents[3] / "corpus" / "briefs").iterdir())
    scores = encoder.predict([(QUESTION, brief.read_text()) for brief in briefs])
    encoder[0].model.classifier.bias.data -= float(scores.mean())
    encoder.save(str(folder / "model"))
    return str(folder / "model")


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> str:
    return make_model(tmp_path_factory.mktemp("cross") / "one", labels=1)


def test_the_cross_encoder_decides_the_order_and_shows_its_part(sample: Library, tiny: str) -> None:
    # given a ranking, and the scores that the cross-encoder gives its passages
    from sentence_transformers import CrossEncoder
    from torch.nn import Sigmoid

    understanding = understand(Question(QUESTION), sample)
    ranked = rank(sample, understanding, find_candidates(sample, understanding), RERANKED)
    pairs = [(QUESTION, f"{heading(it)}\n{it.passage.text}") for it in ranked]
    told = CrossEncoder(tiny).predict(pairs, activation_fn=Sigmoid())
    scores = {it.passage.id: float(score) for it, score in zip(ranked, told, strict=True)}

    # when they are read again
    again = Reranker(tiny).rerank(QUESTION, ranked)

    # then its score stands among the parts, which add up, and decides
    assert {it.passage.id for it in again} == set(scores)
    assert [it.score for it in again] == sorted((it.score for it in again), reverse=True)
    assert [it.passage.id for it in again] != [it.passage.id for it in ranked]
    before = {it.passage.id: it.score for it in ranked}
    for found in again:
        part = dict(found.parts)["reranker"]
        assert part == pytest.approx(0.9 * scores[found.passage.id], rel=0.01)
        assert found.score == pytest.approx(part + 0.1 * before[found.passage.id])
        assert sum(value for _, value in found.parts) == pytest.approx(found.score)
        assert 0 <= found.score <= 1
    assert "reranker +" in explain_passage(again[0])


def test_what_it_does_not_read_stays_below_in_its_order(sample: Library, tiny: str) -> None:
    understanding = understand(Question("tariffs"), sample)
    ranked = rank(sample, understanding, find_candidates(sample, understanding), 40)
    again = Reranker(tiny).rerank("tariffs", ranked)
    assert [it.passage.id for it in again[RERANKED:]] == [it.passage.id for it in ranked[RERANKED:]]
    assert again[RERANKED].score <= again[RERANKED - 1].score


def test_it_is_off_unless_named_and_then_used_by_every_way_in(sample: Library, tiny: str) -> None:
    plain = build_chain(sample, Settings()).invoke(QUESTION)
    named = build_chain(sample, Settings(reranker=tiny, passages=5)).invoke(QUESTION)
    assert all("reranker" not in dict(it.parts) for it in plain.retrieved)
    assert all("reranker" in dict(it.parts) for it in named.retrieved)
    assert len(named.retrieved) == 5
    understanding = understand(Question(QUESTION), sample)
    found = search(sample, understanding, 5, Reranker(tiny))
    assert [it.passage.id for it in found] == [it.passage.id for it in named.retrieved]
    documents = PassageRetriever(library=sample, count=5, reranker=Reranker(tiny)).invoke(QUESTION)
    assert [it.id for it in documents] == [it.passage.id for it in found]


def test_it_is_loaded_when_it_is_first_used(sample: Library, tmp_path: Path) -> None:
    chain = build_chain(sample, Settings(reranker=str(tmp_path)))  # an empty folder
    with pytest.raises(ModelError, match="DATELINE_RERANKER"):
        chain.invoke(QUESTION)


@pytest.mark.parametrize("question", ["", "\udc80", "日本 " * 3000, "x" * 2000])
def test_any_question_is_read_with_any_passages(sample: Library, tiny: str, question: str) -> None:
    understanding = understand(Question("tariffs"), sample)
    ranked = rank(sample, understanding, find_candidates(sample, understanding), 3)
    again = Reranker(tiny).rerank(question, ranked)
    assert len(again) == 3 and all(math.isfinite(it.score) for it in again)
    assert Reranker(tiny).rerank(question, []) == []


def test_a_model_that_cannot_be_loaded_is_one_plain_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "config.json").write_text(json.dumps({"model_type": "none such"}))
    monkeypatch.setenv("DATELINE_RERANKER", str(tmp_path))
    assert main(["doctor", "--library", str(tmp_path / "library")]) == 2
    line = next(it for it in capsys.readouterr().out.splitlines() if "reranker" in it)
    assert line.startswith(f"MEND reranker: The reranker {str(tmp_path)!r} cannot be loaded (")
    assert line.endswith("or leave it out.")


def test_a_model_of_several_scores_is_no_reranker(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="gives 3 scores for a passage and one is needed"):
        Reranker(make_model(tmp_path / "three", labels=3)).load()


def test_a_model_from_the_hub_is_given_up_soon_where_there_is_no_hub(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from huggingface_hub import HfApi

    asked = []

    def unreachable(self: HfApi, name: str, timeout: float) -> None:
        asked.append((name, timeout))
        raise ConnectionError

    monkeypatch.setattr(HfApi, "model_info", unreachable)
    with pytest.raises(ModelError, match=r"cannot be loaded \(ConnectionError\)"):
        Reranker("nobody/no-such-cross-encoder").load()
    assert asked == [("nobody/no-such-cross-encoder", 5.0)]


def test_the_doctor_tells_of_a_reranker(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tiny: str, tmp_path: Path
) -> None:
    library = str(tmp_path / "none")
    main(["doctor", "--library", library])
    assert "ok   reranker: none set" in capsys.readouterr().out
    monkeypatch.setenv("DATELINE_RERANKER", tiny)
    main(["doctor", "--library", library])
    assert f"ok   reranker: {tiny} is loaded" in capsys.readouterr().out


def test_a_hub_is_needed_only_where_a_model_is_no_folder(tmp_path: Path) -> None:
    assert not Settings().needs_hub
    assert not Settings(embeddings=str(tmp_path), reranker=str(tmp_path)).needs_hub
    assert Settings(reranker="cross-encoder/ms-marco-MiniLM-L6-v2").needs_hub
    assert Settings(embeddings="sentence-transformers/all-MiniLM-L12-v2").needs_hub
