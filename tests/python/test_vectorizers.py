"""The vectorizers against those of scikit-learn: the same terms, counts and weights, the same checks passed."""

from __future__ import annotations

import copy
import pickle
import sys
import threading
import time
import unicodedata
from typing import Any

import numpy as np
import pytest
import scipy.sparse as sp
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.feature_extraction import text as sklearn_text
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.utils.estimator_checks import check_estimator

import driftline

KINDS = ["CountVectorizer", "TfidfVectorizer"]

PARAMETERS: list[dict[str, Any]] = [
    {},
    {"lowercase": False},
    {"ngram_range": (1, 2)},
    {"ngram_range": (2, 3)},
    {"min_df": 2},
    {"min_df": 0.01, "max_df": 0.5},
    {"max_df": 3},
    {"binary": True},
    {"stop_words": "english"},
    {"stop_words": ["the", "日本語テキスト", "straße"], "ngram_range": (1, 2)},
    {"token_pattern": r"(?u)\b\w+\b"},
    {"token_pattern": r"\w{3,}"},
    {"strip_accents": "unicode"},
    {"strip_accents": "ascii"},
    {"strip_accents": "unicode", "lowercase": False},
    {"vocabulary": ["talks", "trade", "straße", "b", "der", "a"]},
    {"vocabulary": {"talks": 2, "straße": 0, "été": 1}},
    {"dtype": np.float32},
]

WEIGHTS: list[dict[str, Any]] = [
    {"norm": "l1"},
    {"norm": None},
    {"use_idf": False},
    {"smooth_idf": False},
    {"sublinear_tf": True},
    {"sublinear_tf": True, "binary": True, "ngram_range": (1, 3)},
]


def both(kind: str, parameters: dict[str, Any]) -> tuple[Any, Any]:
    return getattr(driftline, kind)(**parameters), getattr(sklearn_text, kind)(**parameters)


def assert_same(ours: Any, theirs: Any) -> None:
    """Assert that two matrices have the same places, and values that differ by rounding only."""
    assert type(ours) is type(theirs) and ours.shape == theirs.shape and ours.dtype == theirs.dtype
    theirs.sort_indices()
    assert np.array_equal(ours.indptr, theirs.indptr) and np.array_equal(ours.indices, theirs.indices)
    assert ours.indices.dtype == theirs.indices.dtype and ours.has_sorted_indices
    if np.issubdtype(ours.dtype, np.integer):
        assert np.array_equal(ours.data, theirs.data)
    else:
        assert np.abs(ours.data - theirs.data).max(initial=0) <= (1e-12 if ours.dtype == np.float64 else 1e-6)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("parameters", PARAMETERS, ids=str)
@pytest.mark.parametrize("corpus", ["nasty", "example"])
def test_the_matrix_is_that_of_scikit_learn(kind: str, parameters: dict[str, Any], corpus: str, request: Any) -> None:
    texts = request.getfixturevalue(corpus)
    ours, theirs = both(kind, parameters)
    assert_same(ours.fit_transform(texts), theirs.fit_transform(texts))
    assert ours.get_feature_names_out().tolist() == theirs.get_feature_names_out().tolist()
    assert ours.vocabulary_ == theirs.vocabulary_
    assert_same(ours.transform(texts[::3]), theirs.transform(texts[::3]))
    if kind == "TfidfVectorizer":
        assert np.abs(ours.idf_ - theirs.idf_).max() <= (1e-12 if ours.dtype == np.float64 else 1e-6)


@pytest.mark.parametrize("parameters", WEIGHTS, ids=str)
def test_weights_are_those_of_scikit_learn(parameters: dict[str, Any], nasty: list[str]) -> None:
    ours, theirs = both("TfidfVectorizer", parameters)
    assert_same(ours.fit_transform(nasty), theirs.fit_transform(nasty))


def test_the_commonest_terms_are_those_of_scikit_learn(example: list[str]) -> None:
    # Which of equally frequent terms scikit-learn keeps depends on how numpy sorts; so no two may be equal at the cut.
    for limit in range(5, 200):
        counts = sklearn_text.CountVectorizer().fit_transform(example).sum(axis=0).A1
        ranked = np.sort(counts)[::-1]
        if ranked[limit - 1] != ranked[limit]:
            ours, theirs = both("CountVectorizer", {"max_features": limit})
            assert_same(ours.fit_transform(example), theirs.fit_transform(example))
            assert ours.vocabulary_ == theirs.vocabulary_


def test_every_character_is_of_a_word_where_python_says_so() -> None:
    # Ours knows a later Unicode: characters that this Python does not know are left out.
    known = [chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code < 0xE000]
    known = [sign for sign in known if unicodedata.category(sign) != "Cn"]
    texts = [f"x{sign}y" for sign in known]
    parameters = {"token_pattern": r"(?u)\b\w+\b", "lowercase": False}
    ours, theirs = both("CountVectorizer", parameters)
    assert_same(ours.fit_transform(texts), theirs.fit_transform(texts))
    assert ours.vocabulary_ == theirs.vocabulary_


def test_half_characters_part_words_as_they_do_in_python() -> None:
    ours, theirs = both("CountVectorizer", {})
    texts = ["ab\ud800cd", "ab cd\udfff"]
    assert_same(ours.fit_transform(texts), theirs.fit_transform(texts))


def test_bytes_and_files_are_read_as_scikit_learn_reads_them(tmp_path: Any) -> None:
    (tmp_path / "a.txt").write_bytes("naïve café".encode("latin-1"))
    path = str(tmp_path / "a.txt")
    for parameters, documents in (
        ({"encoding": "latin-1"}, lambda: ["naïve café".encode("latin-1")]),
        ({"decode_error": "ignore"}, lambda: ["naïve café".encode("latin-1")]),
        ({"input": "filename", "encoding": "latin-1"}, lambda: [path]),
        ({"input": "file", "encoding": "latin-1"}, lambda: [open(path, "rb")]),
    ):
        ours, theirs = both("CountVectorizer", parameters)
        assert_same(ours.fit_transform(documents()), theirs.fit_transform(documents()))
        assert ours.vocabulary_ == theirs.vocabulary_


def test_numpy_takes_over_the_vectors_of_rust(example: list[str]) -> None:
    matrix = driftline.TfidfVectorizer().fit_transform(example)
    for vector in (matrix.data, matrix.indices, matrix.indptr):
        owner = vector if vector.base is None else vector.base
        while isinstance(owner, np.ndarray) and owner.base is not None:
            owner = owner.base
        assert "PySliceContainer" in type(owner).__name__


@pytest.mark.parametrize("kind", KINDS)
def test_checks_of_estimators_pass_as_they_do_for_scikit_learn(kind: str) -> None:
    def passed(estimator: Any) -> set[str]:
        results = check_estimator(estimator, on_fail=None, on_skip=None)
        return {result["check_name"] for result in results if result["status"] == "passed"}

    ours, theirs = both(kind, {})
    assert passed(theirs) - passed(ours) == set()


@pytest.mark.parametrize("kind", KINDS)
def test_copies_give_the_same(kind: str, example: list[str]) -> None:
    fitted = getattr(driftline, kind)(ngram_range=(1, 2), min_df=2).fit(example)
    for again in (pickle.loads(pickle.dumps(fitted)), copy.deepcopy(fitted)):
        assert_same(again.transform(example), fitted.transform(example))
        assert again.get_feature_names_out().tolist() == fitted.get_feature_names_out().tolist()
    fresh = clone(fitted)
    assert fresh.get_params() == fitted.get_params()
    with pytest.raises(NotFittedError):
        fresh.get_feature_names_out()


def test_terms_of_rows_come_back() -> None:
    ours, theirs = both("CountVectorizer", {"vocabulary": {"trade": 1, "talks": 0, "iron": 2}})
    matrix = ours.fit_transform(["talks on trade", "iron", ""])
    found = [terms.tolist() for terms in ours.inverse_transform(matrix)]
    assert found == [["talks", "trade"], ["iron"], []]
    assert found == [terms.tolist() for terms in theirs.inverse_transform(matrix)]
    assert [terms.tolist() for terms in ours.inverse_transform(matrix.toarray())] == found


def test_a_given_vocabulary_needs_no_fit() -> None:
    ours, theirs = both("CountVectorizer", {"vocabulary": ["trade", "iron"]})
    assert_same(ours.transform(["iron and iron"]), theirs.transform(["iron and iron"]))
    assert both("CountVectorizer", {"vocabulary": {"b": 1, "a": 0}})[0].get_feature_names_out().tolist() == ["a", "b"]
    with pytest.raises(NotFittedError):
        driftline.TfidfVectorizer(vocabulary=["trade"]).transform(["trade"])


def test_pipelines_take_them(example: list[str]) -> None:
    labels = [index % 2 for index in range(len(example))]
    predicted = [
        make_pipeline(vectorizer, LogisticRegression()).fit(example, labels).predict_proba(example)
        for vectorizer in both("TfidfVectorizer", {})
    ]
    assert np.abs(predicted[0] - predicted[1]).max() < 1e-6


def test_words_of_people_are_counted_on_demand() -> None:
    vectorizer = driftline.CountVectorizer(tokenizer="uax29").fit(["Can't pay 3.5 bn, can't"])
    assert vectorizer.get_feature_names_out().tolist() == ["3.5", "bn", "can't", "pay"]


@pytest.mark.parametrize(
    ("parameters", "told"),
    [
        ({"preprocessor": str.strip}, "preprocessor"),
        ({"tokenizer": str.split}, "tokenizer"),
        ({"analyzer": "char"}, "analyzer"),
        ({"analyzer": str.split}, "analyzer"),
        ({"strip_accents": str.strip}, "strip_accents"),
        ({"token_pattern": r"[a-z]+"}, "token_pattern"),
        ({"token_pattern": None}, "token_pattern"),
        ({"stop_words": "klingon"}, "stop_words"),
        ({"ngram_range": (2, 1)}, "ngram_range"),
        ({"min_df": 3}, "min_df"),
        ({"max_df": 1.5}, "max_df"),
        ({"vocabulary": ["a", "a"]}, "vocabulary"),
        ({"vocabulary": {"a": 0, "b": 2}}, "vocabulary"),
        ({"vocabulary": []}, "vocabulary"),
        ({"stop_words": ["one", "two", "three"]}, "no term is left"),
        ({"input": "url"}, "input"),
    ],
    ids=str,
)
def test_what_cannot_be_is_refused_in_words(parameters: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        driftline.CountVectorizer(**parameters).fit(["one two", "two three"])


def test_texts_that_are_none_are_refused() -> None:
    for documents in ("one text", [np.nan], [3], [None]):
        with pytest.raises(ValueError):
            driftline.TfidfVectorizer().fit(documents)


def test_other_threads_of_python_run_meanwhile(example: list[str]) -> None:
    texts = example * 300
    ticks = []
    done = threading.Event()

    def tick() -> None:
        while not done.is_set():
            ticks.append(time.perf_counter())
            time.sleep(0.001)

    thread = threading.Thread(target=tick)
    thread.start()
    begun = time.perf_counter()
    driftline.TfidfVectorizer(ngram_range=(1, 3)).fit(texts)
    ended = time.perf_counter()
    done.set()
    thread.join()
    during = [moment for moment in ticks if begun < moment < ended]
    # With the lock held throughout there would be one tick at most.
    assert len(during) > 10, f"{len(during)} ticks in {ended - begun:.2f} s"


def test_without_scikit_learn_they_are_estimators_still(tmp_path: Any) -> None:
    import subprocess

    program = """
import sys
sys.modules["sklearn"] = sys.modules["sklearn.base"] = None
import driftline, pickle
vectorizer = driftline.TfidfVectorizer().set_params(min_df=2)
try:
    vectorizer.transform(["a"])
except ValueError as fault:
    print(fault)
print(vectorizer, vectorizer.fit_transform(["one two", "two three"]).shape, vectorizer.get_params()["min_df"])
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout.splitlines() == [
        "this TfidfVectorizer knows no terms yet: call fit first",
        "TfidfVectorizer(min_df=2) (2, 1) 2",
    ]


def test_sparse_matrices_are_those_that_scikit_learn_is_set_to() -> None:
    import sklearn

    if "sparse_interface" not in sklearn.get_config():
        pytest.skip("this scikit-learn has no such setting")
    with sklearn.config_context(sparse_interface="sparray"):
        assert isinstance(driftline.CountVectorizer().fit_transform(["one two"]), sp.csr_array)
    assert isinstance(driftline.CountVectorizer().fit_transform(["one two"]), sp.csr_matrix)
