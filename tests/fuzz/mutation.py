"""Inputs out of valid ones: bytes are changed, or a file is taken apart, one part is changed, and it is closed again.

The second way keeps lengths and checksums right, so that what comes after their checks is reached too.
"""

from random import Random
from typing import Protocol

_NUMBERS = [0, 1, -1, 2**7, 2**8 - 1, 2**15, 2**16 - 1, 2**31 - 1, 2**31, 2**32 - 1, 2**62, 2**63 - 1, -(2**63)]
_LONGEST = 2**15


class Format(Protocol):
    """What mutation must know of a kind of file."""

    tokens: list[bytes]

    def opened(self, data: bytes) -> list[bytes]:
        """The parts of a file. May raise anything for a damaged one."""
        ...

    def closed(self, parts: list[bytes]) -> bytes:
        """The file of these parts, with the right lengths and checksums. May raise anything."""
        ...


def mutate(random: Random, format_: Format, seeds: list[bytes]) -> bytes:
    """An input made of one seed, or of two."""
    data = random.choice(seeds)
    if random.random() < 0.5:
        try:
            parts = format_.opened(data)
            for _ in range(random.choice((1, 1, 2, 4))):
                _change_parts(random, parts, format_.tokens)
            data = format_.closed(parts)
        except Exception:  # what cannot be closed again is changed as it is
            data = random.choice(seeds)
        else:
            return data
    changed = bytearray(data)
    for _ in range(random.choice((1, 1, 2, 4, 8))):
        change(random, changed, format_.tokens, seeds)
    return bytes(changed[:_LONGEST])


def _change_parts(random: Random, parts: list[bytes], tokens: list[bytes]) -> None:
    at = random.randrange(len(parts))
    match random.randrange(8):
        case 0:
            del parts[at]
        case 1:
            parts.insert(at, random.choice(parts))
        case 2:
            other = random.randrange(len(parts))
            parts[at], parts[other] = parts[other], parts[at]
        case 3 | 4:
            parts[at] = random.choice(tokens)
        case _:
            part = bytearray(parts[at])
            change(random, part, tokens, parts)
            parts[at] = bytes(part)


def change(random: Random, data: bytearray, tokens: list[bytes], others: list[bytes]) -> None:
    """One change in place: a bit, a byte, a number, a stretch, a word of the format."""
    at = random.randrange(len(data) + 1)
    length = min(random.choice((1, 1, 2, 4, 8, 32, 256)), _LONGEST - len(data))
    match random.randrange(10):
        case 0 | 1:
            if at < len(data):
                data[at] ^= 1 << random.randrange(8)
        case 2:
            data[at : at + 1] = random.randbytes(1)
        case 3:
            size, order = random.choice((1, 2, 4, 8)), random.choice(("little", "big"))
            number = random.choice(_NUMBERS) + random.choice((0, 0, 1, -1))
            data[at : at + size] = (number % 256**size).to_bytes(size, order)
        case 4:
            del data[at : at + length]
        case 5:
            data[at:at] = data[at : at + length] * random.choice((1, 1, 3))
        case 6:
            del data[at:]
        case 7:
            data[at:at] = random.choice(tokens)
        case 8:
            token = random.choice(tokens)
            data[at : at + len(token)] = token
        case _:
            other = random.choice(others)
            start = random.randrange(len(other) + 1)
            data[at : at + length] = other[start : start + length]
