"""How Chinese sounds: the key that names sort by, and the syllables that search finds them by."""


def syllables(text: str) -> list[str]:
    """Return the pinyin of each character without tones; what is no Han character stays whole."""
    from pypinyin import lazy_pinyin  # half a second of tables, which most processes never need

    return list(lazy_pinyin(text))


def sort_key(text: str, limit: int = 400) -> str:
    """Return the key under which a name sorts, at most `limit` characters: `xian an qu`."""
    return " ".join(syllables(text))[:limit]
