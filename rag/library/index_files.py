"""Whether the links of an index lead where they can lead, told without following them.

The files are hnswlib's as Chroma writes them: `header.bin`, `data_level0.bin` with each element's
links, vector and label, and `link_lists.bin` with the links of those elements that also stand on
higher levels. See HierarchicalNSW::saveIndex in https://github.com/nmslib/hnswlib.
"""

import struct
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

# Version, five sizes and places, the offset of the vector, the highest level; the entry; links an
# element may have, on higher levels and on the lowest; two figures of how the index was built.
_HEADER = struct.Struct("<i6Qi I3Q dQ")
_VERSION = 1

Numbers = NDArray[np.uint32]


class _Header(NamedTuple):
    elements: int
    size: int
    label_at: int
    highest: int
    entry: int
    most_above: int
    most_below: int


def links_are_sound(folder: Path) -> bool:
    """Whether all links in the index in `folder` are between elements that are there.

    True as well where the files are of a form that is not known here. A link that was changed into
    another possible one is not seen.
    """
    try:
        header = _header((folder / "header.bin").read_bytes())
        lowest = (folder / "data_level0.bin").read_bytes()
        above = (folder / "link_lists.bin").read_bytes()
    except FileNotFoundError:
        return True
    if header is None or not header.elements:
        return True
    # Files that were once longer keep their length.
    size = header.elements * header.size
    if len(lowest) < size:
        return False
    elements = np.frombuffer(lowest[:size], dtype=np.uint8).reshape(header.elements, header.size)
    return _lowest_is_sound(header, elements) and _above_is_sound(header, above)


def _header(data: bytes) -> _Header | None:
    if len(data) != _HEADER.size:
        return None
    (version, _, _, count, size, label_at, _, highest, entry, most_above, most_below, *_) = (
        _HEADER.unpack(data)
    )
    if version != _VERSION or size != label_at + 8 or 4 + 4 * most_below > label_at:
        return None
    return _Header(count, size, label_at, highest, entry, most_above, most_below)


def _lowest_is_sound(header: _Header, elements: NDArray[np.uint8]) -> bool:
    # The count takes two bytes of four; the third marks what was deleted.
    counts = elements[:, :2].copy().view("<u2").ravel()
    links = elements[:, 4 : 4 + 4 * header.most_below].copy().view("<u4")
    used = np.arange(header.most_below) < counts[:, None]
    labels = elements[:, header.label_at :].copy().view("<u8").ravel()
    own = np.arange(header.elements, dtype=np.uint32)[:, None]
    return bool(
        (counts <= header.most_below).all()
        and (links[used] < header.elements).all()
        and not (used & (links == own)).any()
        and len(np.unique(labels)) == header.elements
    )


def _above_is_sound(header: _Header, data: bytes) -> bool:
    """Each element has the length of its lists, then a list for each of its levels."""
    width = 1 + header.most_above
    numbers: Numbers = np.frombuffer(data[: len(data) // 4 * 4], dtype="<u4")
    levels = np.zeros(header.elements, dtype=np.int64)
    lists: list[tuple[int, Numbers]] = []
    at = 0
    for element in range(header.elements):
        if at >= len(numbers):
            return False
        levels[element], odd = divmod(int(numbers[at]), 4 * width)
        end = at + 1 + int(levels[element]) * width
        if odd or end > len(numbers):
            return False
        for level in range(1, int(levels[element]) + 1):
            first = at + 1 + (level - 1) * width
            count = int(numbers[first]) & 0xFFFF
            if count > header.most_above:
                return False
            lists.append((level, numbers[first + 1 : first + 1 + count]))
        at = end
    if header.entry >= header.elements or levels[header.entry] != header.highest:
        return False
    return all(
        bool((linked < header.elements).all()) and bool((levels[linked] >= level).all())
        for level, linked in lists
    )
