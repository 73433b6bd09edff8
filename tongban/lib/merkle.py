"""Merkle trees as in RFC 9162 (Certificate Transparency 2.0), section 2.1, over SHA-256.

A leaf is hashed as H(0x00 || data), an inner node as H(0x01 || left || right); a tree of n leaves
splits at the largest power of two below n. Leaves are counted from 0, a range is [low, high).

Proofs come in two steps, so that whoever stores the tree decides how to hash a range of it:
`inclusion_ranges` and `consistency_ranges` say which ranges a proof consists of, `range_hash`
hashes one from its leaves.
"""

import hashlib
from collections.abc import Iterable, Sequence

EMPTY_ROOT = hashlib.sha256(b"").digest()

Range = tuple[int, int]


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of a leaf that holds `data`."""
    return hashlib.sha256(b"\x00" + data).digest()


def inner_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of the node above `left` and `right`."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def split(size: int) -> int:
    """Return the largest power of two below `size` (which is at least 2)."""
    return 1 << ((size - 1).bit_length() - 1)


class Frontier:
    """The roots of the perfect subtrees that make up a tree: all it takes to make it grow.

    Holds at most log2(size) + 1 hashes, largest subtree first.
    """

    def __init__(self, size: int = 0, hashes: Sequence[bytes] = ()) -> None:
        if size < 0 or len(hashes) != size.bit_count():
            raise ValueError("a frontier has one hash for each 1 in the binary size")
        self.size = size
        self.hashes = list(hashes)

    def add(self, leaf: bytes) -> None:
        """Append the hash of a leaf."""
        node, below = leaf, self.size
        while below & 1:
            node = inner_hash(self.hashes.pop(), node)
            below >>= 1
        self.hashes.append(node)
        self.size += 1

    def root(self) -> bytes:
        """Return the root of the whole tree."""
        if not self.hashes:
            return EMPTY_ROOT
        node = self.hashes[-1]
        for left in reversed(self.hashes[:-1]):
            node = inner_hash(left, node)
        return node

    def copy(self) -> "Frontier":
        return Frontier(self.size, self.hashes)


def range_hash(leaves: Iterable[bytes]) -> bytes:
    """Return the root over these leaf hashes, taken as a tree of their own."""
    frontier = Frontier()
    for leaf in leaves:
        frontier.add(leaf)
    return frontier.root()


def inclusion_ranges(index: int, size: int) -> list[Range]:
    """Return the ranges whose roots prove leaf `index` in a tree of `size`, lowest first."""
    if not 0 <= index < size:
        raise ValueError("no such leaf")
    low, high = 0, size
    found: list[Range] = []
    while high - low > 1:
        middle = low + split(high - low)
        if index < middle:
            found.append((middle, high))
            high = middle
        else:
            found.append((low, middle))
            low = middle
    return found[::-1]


def consistency_ranges(first: int, second: int) -> list[Range]:
    """Return the ranges whose roots prove that the tree of `first` grew into that of `second`."""
    if not 0 < first <= second:
        raise ValueError("sizes must grow from at least 1")
    if first == second:
        return []
    low, high = 0, second
    found: list[Range] = []
    whole = True  # are we still on the path where the old tree is a complete subtree?
    while first != high:
        middle = low + split(high - low)
        if first <= middle:
            found.append((middle, high))
            high = middle
        else:
            found.append((low, middle))
            low = middle
            whole = False
    if not whole:
        found.append((low, high))
    return found[::-1]


def root_from_inclusion(index: int, size: int, leaf: bytes, path: Sequence[bytes]) -> bytes | None:
    """Return the root that `path` leads to from a leaf hash, or None if the path cannot be one."""
    if not 0 <= index < size:
        return None
    here, last, node = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return None
        if here & 1 or here == last:
            node = inner_hash(sibling, node)
            while not here & 1 and here:
                here >>= 1
                last >>= 1
        else:
            node = inner_hash(node, sibling)
        here >>= 1
        last >>= 1
    return node if last == 0 else None


def verify_inclusion(
    index: int, size: int, leaf: bytes, path: Sequence[bytes], root: bytes
) -> bool:
    """Tell whether `path` proves that `leaf` (a hash) is leaf `index` of the tree with `root`."""
    return root_from_inclusion(index, size, leaf, path) == root


def verify_consistency(
    first: int, second: int, old: bytes, new: bytes, path: Sequence[bytes]
) -> bool:
    """Tell whether `path` proves that the tree (`first`, `old`) grew into (`second`, `new`)."""
    if not 0 < first <= second:
        return False
    if first == second:
        return not path and old == new
    hashes = list(path)
    if first & (first - 1) == 0:
        hashes.insert(0, old)
    if not hashes:
        return False
    here, last = first - 1, second - 1
    while here & 1:
        here >>= 1
        last >>= 1
    was = now = hashes[0]
    for sibling in hashes[1:]:
        if last == 0:
            return False
        if here & 1 or here == last:
            was = inner_hash(sibling, was)
            now = inner_hash(sibling, now)
            while not here & 1 and here:
                here >>= 1
                last >>= 1
        else:
            now = inner_hash(now, sibling)
        here >>= 1
        last >>= 1
    return last == 0 and was == old and now == new
