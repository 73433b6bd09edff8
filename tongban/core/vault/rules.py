"""Masks for display: enough to recognise one's own, too little to learn another's."""

_IDENTITY_HEAD, _IDENTITY_TAIL = 3, 2


def mask_phone(phone: str) -> str:
    """`13800001234` → `138****1234`; anything shorter than 7 characters keeps its last two."""
    if len(phone) < 7:
        return "*" * max(len(phone) - 2, 0) + phone[-2:]
    return f"{phone[:3]}{'*' * (len(phone) - 7)}{phone[-4:]}"


def mask_identity(number: str) -> str:
    """`421299199001011234` → `421*************34`: neither the birthday nor the serial."""
    kept = _IDENTITY_HEAD + _IDENTITY_TAIL
    if len(number) <= kept:
        return "*" * len(number)
    return f"{number[:_IDENTITY_HEAD]}{'*' * (len(number) - kept)}{number[-_IDENTITY_TAIL:]}"


def mask_name(name: str) -> str:
    """`王小明` → `王*明`, `王明` → `王*`, `欧阳小明` → `欧**明`; one character is hidden whole."""
    if len(name) <= 1:
        return "*" * len(name)
    if len(name) == 2:
        return name[0] + "*"
    return f"{name[0]}{'*' * (len(name) - 2)}{name[-1]}"
