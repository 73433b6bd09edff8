import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.lib import merkle

# The eight leaves and the roots that every Certificate Transparency library tests against.
LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
HASHES = [merkle.leaf_hash(leaf) for leaf in LEAVES]


def naive_root(hashes: list[bytes]) -> bytes:
    """RFC 9162, 2.1.1, word for word."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    k = 1
    while k * 2 < len(hashes):
        k *= 2
    return hashlib.sha256(b"\x01" + naive_root(hashes[:k]) + naive_root(hashes[k:])).digest()


def naive_path(index: int, hashes: list[bytes]) -> list[bytes]:
    """RFC 9162, 2.1.3.1."""
    if len(hashes) == 1:
        return []
    k = merkle.split(len(hashes))
    if index < k:
        return [*naive_path(index, hashes[:k]), naive_root(hashes[k:])]
    return [*naive_path(index - k, hashes[k:]), naive_root(hashes[:k])]


def naive_consistency(first: int, hashes: list[bytes], whole: bool = True) -> list[bytes]:
    """RFC 9162, 2.1.4.1 (SUBPROOF)."""
    if first == len(hashes):
        return [] if whole else [naive_root(hashes)]
    k = merkle.split(len(hashes))
    if first <= k:
        return [*naive_consistency(first, hashes[:k], whole), naive_root(hashes[k:])]
    return [*naive_consistency(first - k, hashes[k:], False), naive_root(hashes[:k])]


def leaves_of(count: int) -> list[bytes]:
    return [merkle.leaf_hash(str(n).encode()) for n in range(count)]


def path_of(ranges: list[merkle.Range], hashes: list[bytes]) -> list[bytes]:
    return [merkle.range_hash(hashes[low:high]) for low, high in ranges]


def test_empty_tree() -> None:
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert merkle.Frontier().root().hex() == empty


@pytest.mark.parametrize("size", range(1, 9))
def test_known_roots(size: int) -> None:
    assert merkle.range_hash(HASHES[:size]).hex() == ROOTS[size - 1]


def test_known_inclusion_paths() -> None:
    """The paths of the reference tests: leaf 0 of 8, leaf 5 of 8, leaf 2 of 3, leaf 1 of 5."""
    known = {
        (0, 8): (
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ),
        (5, 8): (
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ),
        (2, 3): ("fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",),
        (1, 5): (
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ),
    }
    for (index, size), expected in known.items():
        path = path_of(merkle.inclusion_ranges(index, size), HASHES)
        assert [node.hex() for node in path] == list(expected)


def test_every_small_proof_is_that_of_the_rfc() -> None:
    for size in range(1, 34):
        hashes = leaves_of(size)
        root = naive_root(hashes)
        assert merkle.range_hash(hashes) == root
        for index in range(size):
            path = path_of(merkle.inclusion_ranges(index, size), hashes)
            assert path == naive_path(index, hashes)
            assert merkle.verify_inclusion(index, size, hashes[index], path, root)
        for first in range(1, size + 1):
            proof = path_of(merkle.consistency_ranges(first, size), hashes)
            assert proof == naive_consistency(first, hashes)
            old = naive_root(hashes[:first])
            assert merkle.verify_consistency(first, size, old, root, proof)


@given(st.integers(1, 300), st.data())
def test_a_proof_holds_for_its_leaf_alone(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    other = data.draw(st.integers(0, size - 1))
    hashes = leaves_of(size)
    root = merkle.range_hash(hashes)
    path = path_of(merkle.inclusion_ranges(index, size), hashes)
    assert merkle.verify_inclusion(index, size, hashes[index], path, root)
    assert merkle.verify_inclusion(other, size, hashes[index], path, root) == (other == index)
    assert not merkle.verify_inclusion(index, size, hashes[index], [*path, root], root)
    assert not merkle.verify_inclusion(index, size, merkle.leaf_hash(b"x"), path, root)
    if path:
        assert not merkle.verify_inclusion(index, size, hashes[index], path[:-1], root)


@given(st.integers(1, 300), st.data())
def test_a_changed_past_has_no_consistency_proof(size: int, data: st.DataObject) -> None:
    first = data.draw(st.integers(1, size))
    changed = data.draw(st.integers(0, first - 1))
    hashes = leaves_of(size)
    old = merkle.range_hash(hashes[:first])
    hashes[changed] = merkle.leaf_hash(b"forged")
    proof = path_of(merkle.consistency_ranges(first, size), hashes)
    assert not merkle.verify_consistency(first, size, old, merkle.range_hash(hashes), proof)


@given(st.integers(0, 200), st.integers(0, 200))
def test_a_frontier_carries_on_where_it_was_left(before: int, after: int) -> None:
    hashes = leaves_of(before + after)
    kept = merkle.Frontier()
    for leaf in hashes[:before]:
        kept.add(leaf)
    resumed = merkle.Frontier(kept.size, kept.hashes)
    for leaf in hashes[before:]:
        resumed.add(leaf)
    assert resumed.root() == naive_root(hashes)
    assert len(resumed.hashes) == resumed.size.bit_count()


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="frontier"):
        merkle.Frontier(3, [b""])
    with pytest.raises(ValueError, match="leaf"):
        merkle.inclusion_ranges(3, 3)
    with pytest.raises(ValueError, match="sizes"):
        merkle.consistency_ranges(0, 3)
    assert not merkle.verify_consistency(4, 3, b"", b"", [])
    assert not merkle.verify_inclusion(3, 3, b"", [], b"")
