"""Parts -> files of a folder, by the file systems that Spark knows; where its JVM is out of reach (Spark Connect), by pyarrow's."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Protocol
from uuid import uuid4

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

#: Bytes that are handed to the JVM at once.
CHUNK = 4 << 20


class Storage(Protocol):
    """What is asked of a storage."""

    def names(self, folder: str) -> list[str]: ...
    def write(self, path: str, held: bytes) -> None: ...
    def move(self, folder: str, to: str) -> None: ...
    def delete(self, folder: str) -> None: ...


def write_parts(spark: SparkSession, path: str, parts: Iterable[bytes], overwrite: bool) -> None:
    """Write parts below a temporary name beside the folder, and give it its name when all are there."""
    folder = path.rstrip("/")
    if re.match(r"[a-z0-9]+:/(?!/)", folder):
        raise ValueError(f'"{path}" has one slash behind the scheme: give a str, for a pathlib.Path drops the other')
    if not folder.rpartition("://")[2].strip("/") or folder.count("/") == 2 and "://" in folder:
        raise ValueError(f'"{path}" names no folder: give one below it')
    storage = storage_of(spark, folder)
    held = storage.names(folder)
    if held and not overwrite:
        raise FileExistsError(f"{folder} is there and holds something: name another folder, or set overwrite")
    foreign = [name for name in held if not name.endswith((".counts", ".counts.crc"))]
    if foreign:
        raise FileExistsError(f"{folder} holds {foreign[0]}, which are no saved counts: name another folder")
    # Spark and Hadoop overlook names that begin so.
    parent, _, last = folder.rpartition("/")
    name = f"_temporary-{last}-{uuid4().hex}"
    temporary = f"{parent}/{name}" if parent else name
    try:
        for number, part in enumerate(parts):
            storage.write(f"{temporary}/part-{number:05}.counts", part)
        if not overwrite and storage.names(folder):
            raise FileExistsError(f"{folder} was filled meanwhile: name another folder, or set overwrite")
    except BaseException:
        storage.delete(temporary)
        raise
    storage.delete(folder)
    # Where this fails, the parts stay below the temporary name, which the fault tells.
    storage.move(temporary, folder)


def storage_of(spark: SparkSession, path: str) -> Storage:
    """Hadoop's file system of a path, else pyarrow's."""
    try:
        context = spark.sparkContext
    except (AttributeError, NotImplementedError):
        # What Spark Connect says of all that needs the JVM.
        return ArrowStorage(path)
    return HadoopStorage(context, path)


class HadoopStorage:
    """By the FileSystem API of the driver's JVM."""

    def __init__(self, context: Any, path: str) -> None:
        self._path = context._jvm.org.apache.hadoop.fs.Path
        self._files = self._path(path).getFileSystem(context._jsc.hadoopConfiguration())

    def names(self, folder: str) -> list[str]:
        path = self._path(folder)
        found = self._files.listStatus(path) if self._files.exists(path) else []
        return [str(status.getPath().getName()) for status in found]

    def write(self, path: str, held: bytes) -> None:
        stream = self._files.create(self._path(path), True)
        try:
            for start in range(0, len(held), CHUNK):
                stream.write(held[start : start + CHUNK])
        finally:
            stream.close()

    def move(self, folder: str, to: str) -> None:
        if not self._files.rename(self._path(folder), self._path(to)):
            raise OSError(f"{folder} could not be renamed to {to}")

    def delete(self, folder: str) -> None:
        self._files.delete(self._path(folder), True)


class ArrowStorage:
    """By pyarrow's file systems."""

    def __init__(self, path: str) -> None:
        from pyarrow import fs

        self._kinds, given = fs, path if "://" in path else "file://" + _absolute(path)
        self._files, inner = fs.FileSystem.from_uri(given)
        self._prefix = len(given) - len(inner), "://" in path

    def _inner(self, path: str) -> str:
        skipped, is_uri = self._prefix
        return path[skipped:] if is_uri else _absolute(path)

    def names(self, folder: str) -> list[str]:
        selector = self._kinds.FileSelector(self._inner(folder), allow_not_found=True)
        return [str(found.base_name) for found in self._files.get_file_info(selector)]

    def write(self, path: str, held: bytes) -> None:
        inner = self._inner(path)
        self._files.create_dir(inner.rpartition("/")[0])
        with self._files.open_output_stream(inner) as stream:
            stream.write(held)

    def move(self, folder: str, to: str) -> None:
        self._files.move(self._inner(folder), self._inner(to))

    def delete(self, folder: str) -> None:
        if self._files.get_file_info(self._inner(folder)).type != self._kinds.FileType.NotFound:
            self._files.delete_dir(self._inner(folder))


def _absolute(path: str) -> str:
    import os.path

    return os.path.abspath(path)
