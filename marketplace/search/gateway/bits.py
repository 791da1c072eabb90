"""Sets of rows as packed bits: 64 rows a word, so that a count of a million offers is a few microseconds."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Bits = NDArray[np.uint64]
Mask = NDArray[np.bool_]
Rows = NDArray[np.uint32]

WORD = 64


def pack(mask: Mask) -> Bits:
    """The bits of a mask, filled up to whole words with rows that are not there."""
    packed = np.packbits(mask, bitorder="little")
    whole = np.zeros(-(-len(mask) // WORD) * (WORD // 8), dtype=np.uint8)
    whole[: len(packed)] = packed
    return whole.view(np.uint64)


def unpack(bits: Bits, size: int) -> Mask:
    """The mask of so many rows that was packed."""
    return np.unpackbits(bits.view(np.uint8), count=size, bitorder="little").view(np.bool_)


def count(bits: Bits) -> int:
    """How many rows are in a set."""
    return int(np.bitwise_count(bits).sum())


def mask_of(rows: NDArray[Any], size: int) -> Mask:
    """The mask of rows by their numbers."""
    mask = np.zeros(size, dtype=np.bool_)
    mask[rows] = True
    return mask


def rows_in(bits: Bits, size: int) -> Rows:
    """The numbers of the rows in a set, lowest first."""
    return np.flatnonzero(unpack(bits, size)).astype(np.uint32)
