"""Counts and TF-IDF with the names, parameters and results of scikit-learn, counted by driftline on all cores."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import scipy.sparse as sp

from driftline import _driftline
from driftline._unicode import mended

if TYPE_CHECKING:
    from typing_extensions import Self

    import numpy.typing as npt

    class BaseEstimator:
        def get_params(self, deep: bool = True) -> dict[str, Any]: ...
        def set_params(self, **params: Any) -> Self: ...

    class NotFittedError(ValueError, AttributeError): ...

else:
    try:
        from sklearn.base import BaseEstimator
        from sklearn.exceptions import NotFittedError
    except ImportError:
        from driftline._base import BaseEstimator, NotFittedError

T = TypeVar("T")

#: Patterns whose matches are runs of word characters: optional flag and boundaries, then so many ``\w``.
_RUNS = re.compile(r"(?:\(\?u\))?(?:\\b)?(?P<more>(?:\\w)*)\\w(?:\+|\{(?P<least>\d+),\})(?:\\b)?")


class CountVectorizer(BaseEstimator):
    r"""Counts of words and n-grams, as ``sklearn.feature_extraction.text.CountVectorizer`` has them.

    Parameters, defaults, attributes and results are those of scikit-learn: the same matrix for the same texts. What
    cannot be counted without calling Python for each text is refused: ``preprocessor``, a ``tokenizer`` or
    ``strip_accents`` of your own, ``analyzer`` other than ``"word"``, and a ``token_pattern`` that is not a run of so
    many ``\w`` or more. ``tokenizer="uax29"`` counts the words of UAX #29 instead ("can't" is one, "3.5" is one).

    >>> from driftline import CountVectorizer
    >>> vectorizer = CountVectorizer(ngram_range=(1, 2))
    >>> counts = vectorizer.fit_transform(["Talks on trade", "Trade talks, trade deals"])
    >>> counts.shape
    (2, 9)
    >>> vectorizer.get_feature_names_out().tolist()
    ['deals', 'on', 'on trade', 'talks', 'talks on', 'talks trade', 'trade', 'trade deals', 'trade talks']
    """

    def __init__(
        self,
        *,
        input: str = "content",
        encoding: str = "utf-8",
        decode_error: str = "strict",
        strip_accents: str | None = None,
        lowercase: bool = True,
        preprocessor: None = None,
        tokenizer: str | None = None,
        stop_words: str | Sequence[str] | None = None,
        token_pattern: str | None = r"(?u)\b\w\w+\b",
        ngram_range: tuple[int, int] = (1, 1),
        analyzer: str = "word",
        max_df: float = 1.0,
        min_df: float = 1,
        max_features: int | None = None,
        vocabulary: Mapping[str, int] | Iterable[str] | None = None,
        binary: bool = False,
        dtype: npt.DTypeLike = np.int64,
    ) -> None:
        self.input = input
        self.encoding = encoding
        self.decode_error = decode_error
        self.strip_accents = strip_accents
        self.lowercase = lowercase
        self.preprocessor = preprocessor
        self.tokenizer = tokenizer
        self.stop_words = stop_words
        self.token_pattern = token_pattern
        self.ngram_range = ngram_range
        self.analyzer = analyzer
        self.max_df = max_df
        self.min_df = min_df
        self.max_features = max_features
        self.vocabulary = vocabulary
        self.binary = binary
        self.dtype = dtype

    def fit(self, raw_documents: Iterable[Any], y: object = None) -> Self:
        """Learn the terms of some texts."""
        self.fit_transform(raw_documents)
        return self

    def fit_transform(self, raw_documents: Iterable[Any], y: object = None) -> Any:
        """Learn the terms of some texts and return their matrix, a row for each text."""
        return self._fit(self._texts(raw_documents))

    def transform(self, raw_documents: Iterable[Any]) -> Any:
        """Return the matrix of some texts by the terms learned; other words are passed over."""
        texts = self._texts(raw_documents)
        if not self.__sklearn_is_fitted__():
            if self.vocabulary is None or not self._counts():
                raise NotFittedError(f"this {type(self).__name__} knows no terms yet: call fit first")
            return self._fit(texts)
        return self._matrix(_mended(lambda texts: self._fitted.transform(texts, self._counts()), texts))

    def get_feature_names_out(self, input_features: object = None) -> npt.NDArray[np.object_]:
        """Return the terms in the order of the columns."""
        self._check_fitted()
        return self._names().copy()

    def inverse_transform(self, X: Any) -> list[npt.NDArray[np.str_]]:
        """Return for each row the terms that are not 0 in it."""
        self._check_fitted()
        rows = sp.csr_matrix(X)
        if rows.shape[1] != len(self._names()):
            raise ValueError(f"X has {rows.shape[1]} columns, and there are {len(self._names())} terms")
        names = self._names().astype(str)
        return [names[rows[row].nonzero()[1]] for row in range(rows.shape[0])]

    @cached_property
    def vocabulary_(self) -> dict[str, int]:
        """The column of each term."""
        if not self.__sklearn_is_fitted__():
            raise AttributeError("vocabulary_ is there after fit")
        return {term: column for column, term in enumerate(self._names())}

    def __sklearn_is_fitted__(self) -> bool:
        return "_fitted" in self.__dict__

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()  # type: ignore[misc]
        tags.input_tags.string = True
        tags.input_tags.two_d_array = False
        return tags

    def _check_fitted(self) -> None:
        """Raise where no terms are known; a vocabulary that was given is enough to count."""
        if self.__sklearn_is_fitted__():
            return
        if self.vocabulary is None:
            raise NotFittedError(f"this {type(self).__name__} knows no terms yet: call fit first")
        self._fit([])

    def _counts(self) -> bool:
        """Whether the matrix holds counts, not weights."""
        return True

    def _weights(self) -> _driftline.Weights | None:
        return None

    def _fit(self, texts: list[str]) -> Any:
        options = self._options()
        if self.vocabulary is None:
            fitted, matrix = _mended(lambda texts: _driftline.fit(options, texts), texts)
            terms = fitted.terms()
            if not terms:
                raise ValueError(
                    "no term is left: the documents are empty or hold stop words only, or min_df and max_df exclude all"
                )
            order = None
        else:
            given = _given_terms(self.vocabulary)
            terms = sorted(given)
            columns = np.fromiter((given[term] for term in terms), dtype=np.int32, count=len(terms))
            order = None if np.array_equal(columns, np.arange(len(terms))) else columns
            fitted, matrix = _mended(lambda texts: _driftline.fit_terms(options, texts, terms), texts)
        self._fitted = fitted
        self._order = order
        self._terms = _in_columns(np.array(terms, dtype=object), order)
        self.__dict__.pop("vocabulary_", None)
        self.fixed_vocabulary_ = self.vocabulary is not None
        return self._matrix(matrix)

    def _names(self) -> npt.NDArray[np.object_]:
        return self._terms

    def _matrix(self, parts: _driftline.Matrix) -> Any:
        """The matrix that scipy makes of the three vectors, which it takes as they are."""
        values, columns, starts = parts
        shape = (len(starts) - 1, len(self._names()))
        as_array = sys.modules.get("sklearn") is not None and _sklearn_wants_arrays()
        matrix = (sp.csr_array if as_array else sp.csr_matrix)((values, columns, starts), shape=shape, copy=False)
        if self._order is not None:
            matrix.indices = self._order[matrix.indices]
            matrix.has_sorted_indices = False
            matrix.sort_indices()
        matrix.has_canonical_format = True
        return matrix if matrix.dtype == self.dtype else matrix.astype(self.dtype)

    def _options(self) -> _driftline.Options:
        """The parameters as Rust takes them.

        Raises ``ValueError`` for those that would call Python for each text.
        """
        for name, value, allowed in (
            ("preprocessor", self.preprocessor, None),
            ("analyzer", self.analyzer, "word"),
        ):
            if value != allowed:
                raise ValueError(f"{name}={value!r} is not counted here: prepare the texts before, or take scikit-learn's")
        if self.strip_accents not in (None, "ascii", "unicode"):
            raise ValueError(f"strip_accents={self.strip_accents!r}: take 'ascii', 'unicode' or None")
        shortest, longest = self.ngram_range
        if shortest > longest:
            raise ValueError(f"ngram_range={self.ngram_range!r}: the shortest is longer than the longest")
        return {
            "shortest": self._shortest(),
            "lowercase": bool(self.lowercase),
            "strip_accents": self.strip_accents,
            "stop_words": _stop_words(self.stop_words),
            "ngram_range": (int(shortest), int(longest)),
            "min_df": self.min_df,
            "max_df": self.max_df,
            "max_features": self.max_features,
            "binary": bool(self.binary),
            "weights": self._weights(),
        }

    def _shortest(self) -> int | None:
        """The fewest word characters of a word; ``None`` for the words of UAX #29."""
        if self.tokenizer == "uax29":
            return None
        if self.tokenizer is not None:
            raise ValueError("tokenizer: take 'uax29' or None; one of your own would be called for each text")
        found = _RUNS.fullmatch(self.token_pattern) if isinstance(self.token_pattern, str) else None
        if found is None:
            raise ValueError(
                f"token_pattern={self.token_pattern!r} is not counted here: take runs of word characters such as "
                r"r'\b\w\w\w+\b' or r'\w{3,}', tokenizer='uax29', or scikit-learn's"
            )
        return len(found["more"]) // 2 + (1 if found["least"] is None else max(1, int(found["least"])))

    def _texts(self, raw_documents: Iterable[Any]) -> list[str]:
        """The texts as a list of ``str``."""
        if isinstance(raw_documents, (str, bytes)):
            raise ValueError("one text was given where several are expected: put it into a list")
        if self.input not in ("content", "file", "filename"):
            raise ValueError(f"input={self.input!r}: take 'content', 'file' or 'filename'")
        documents = list(raw_documents)
        if self.input == "content" and all(type(document) is str for document in documents):
            return documents
        return [self._text(document) for document in documents]

    def _text(self, document: Any) -> str:
        if self.input == "filename":
            with open(document, "rb") as file:
                document = file.read()
        elif self.input == "file":
            document = document.read()
        if isinstance(document, bytes):
            return document.decode(self.encoding, self.decode_error)
        if not isinstance(document, str):
            raise ValueError(f"a document is {document!r}, which is not text: give str or bytes")
        # Also of a subclass, such as numpy's.
        return str(document)


class TfidfVectorizer(CountVectorizer):
    r"""TF-IDF of words and n-grams, as ``sklearn.feature_extraction.text.TfidfVectorizer`` has it.

    As :class:`CountVectorizer`; weights agree with those of scikit-learn to 1e-12.

    >>> from driftline import TfidfVectorizer
    >>> vectorizer = TfidfVectorizer()
    >>> weights = vectorizer.fit_transform(["Talks on trade", "Trade in minerals"])
    >>> weights.shape, weights.nnz
    ((2, 5), 6)
    >>> vectorizer.idf_.round(3).tolist()
    [1.405, 1.405, 1.405, 1.405, 1.0]
    """

    def __init__(
        self,
        *,
        input: str = "content",
        encoding: str = "utf-8",
        decode_error: str = "strict",
        strip_accents: str | None = None,
        lowercase: bool = True,
        preprocessor: None = None,
        tokenizer: str | None = None,
        analyzer: str = "word",
        stop_words: str | Sequence[str] | None = None,
        token_pattern: str | None = r"(?u)\b\w\w+\b",
        ngram_range: tuple[int, int] = (1, 1),
        max_df: float = 1.0,
        min_df: float = 1,
        max_features: int | None = None,
        vocabulary: Mapping[str, int] | Iterable[str] | None = None,
        binary: bool = False,
        dtype: npt.DTypeLike = np.float64,
        norm: str | None = "l2",
        use_idf: bool = True,
        smooth_idf: bool = True,
        sublinear_tf: bool = False,
    ) -> None:
        super().__init__(
            input=input,
            encoding=encoding,
            decode_error=decode_error,
            strip_accents=strip_accents,
            lowercase=lowercase,
            preprocessor=preprocessor,
            tokenizer=tokenizer,
            analyzer=analyzer,
            stop_words=stop_words,
            token_pattern=token_pattern,
            ngram_range=ngram_range,
            max_df=max_df,
            min_df=min_df,
            max_features=max_features,
            vocabulary=vocabulary,
            binary=binary,
            dtype=dtype,
        )
        self.norm = norm
        self.use_idf = use_idf
        self.smooth_idf = smooth_idf
        self.sublinear_tf = sublinear_tf

    @property
    def idf_(self) -> npt.NDArray[np.float64]:
        """Inverse document frequency of each term, in the order of the columns."""
        if not self.__sklearn_is_fitted__():
            raise NotFittedError("idf_ is there after fit")
        if not self.use_idf:
            raise AttributeError("idf_ is not there with use_idf=False")
        return _in_columns(self._fitted.idf(), self._order)

    def _counts(self) -> bool:
        return False

    def _check_fitted(self) -> None:
        if not self.__sklearn_is_fitted__():
            raise NotFittedError(f"this {type(self).__name__} knows no terms yet: call fit first")

    def _weights(self) -> _driftline.Weights:
        if np.dtype(self.dtype) not in (np.dtype(np.float64), np.dtype(np.float32)):
            raise ValueError(f"dtype={self.dtype!r}: weights are float64 or float32")
        return {
            "norm": self.norm,
            "use_idf": bool(self.use_idf),
            "smooth_idf": bool(self.smooth_idf),
            "sublinear_tf": bool(self.sublinear_tf),
        }


def _mended(call: Callable[[list[str]], T], texts: list[str]) -> T:
    return mended(call, texts, lambda texts, mend: [mend(text) for text in texts])


def _in_columns(values: npt.NDArray[Any], order: npt.NDArray[np.int32] | None) -> npt.NDArray[Any]:
    """Values of the sorted terms in the order of the columns."""
    if order is None:
        return values
    placed = np.empty_like(values)
    placed[order] = values
    return placed


def _given_terms(vocabulary: Mapping[str, int] | Iterable[str]) -> dict[str, int]:
    """The column of each term of a vocabulary that was given."""
    if isinstance(vocabulary, Mapping):
        given = {term: int(column) for term, column in vocabulary.items()}
    else:
        terms = sorted(vocabulary) if isinstance(vocabulary, (set, frozenset)) else list(vocabulary)
        given = {term: column for column, term in enumerate(terms)}
        if len(given) != len(terms):
            raise ValueError("vocabulary: a term stands twice")
    if not given:
        raise ValueError("vocabulary: there is no term in it")
    if sorted(given.values()) != list(range(len(given))):
        raise ValueError(f"vocabulary: the columns are not the numbers from 0 to {len(given) - 1}, each once")
    return given


def _stop_words(stop_words: str | Sequence[str] | None) -> list[str]:
    if stop_words is None:
        return []
    if stop_words == "english":
        try:
            from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS
        except ImportError:
            raise ValueError("stop_words='english' is a list of scikit-learn's: install it, or give a list") from None
        return sorted(ENGLISH_STOP_WORDS)
    if isinstance(stop_words, str):
        raise ValueError(f"stop_words={stop_words!r}: take 'english', a list of words, or None")
    return sorted(stop_words)


def _sklearn_wants_arrays() -> bool:
    from sklearn import get_config

    return bool(get_config().get("sparse_interface") == "sparray")
