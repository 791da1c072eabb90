"""Rows of offers by their numbers, as numpy holds them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
Rows = NDArray[np.intp]
Keys = NDArray[Any]
Scores = NDArray[np.float64]

NO_ROWS: Rows = np.empty(0, dtype=np.intp)
NO_SCORES: Scores = np.empty(0)


def rows_in(mask: Mask) -> Rows:
    """The numbers of the rows in a mask, lowest first."""
    return np.flatnonzero(mask)


def mask_of(rows: Rows, size: int) -> Mask:
    """The mask of so many rows that has these."""
    mask = np.zeros(size, dtype=np.bool_)
    mask[rows] = True
    return mask
