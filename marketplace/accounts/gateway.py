"""Password hashing (argon2id) behind one small class; argon2 is imported here and nowhere else."""

from __future__ import annotations

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError


class Hasher:
    """Turns passwords into argon2id hashes and checks them.

    The default cost (19 MiB, two passes, one lane) is OWASP's Password Storage Cheat Sheet minimum for argon2id.
    """

    def __init__(self, *, passes: int = 2, memory_kib: int = 19_456, lanes: int = 1) -> None:
        self._argon = PasswordHasher(time_cost=passes, memory_cost=memory_kib, parallelism=lanes, type=Type.ID)
        # Compared with when there is nobody to compare with, so that an unknown address takes as long as a known one.
        self.nobodys = self._argon.hash("nobody has this password")

    def hash(self, password: str) -> str:
        """The text to store for a password; carries its own salt and cost."""
        return self._argon.hash(password)

    def fits(self, stored: str, password: str) -> bool:
        """Whether a password is the one a stored hash was made from."""
        try:
            return self._argon.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False

    def is_dated(self, stored: str) -> bool:
        """Whether a stored hash was made at another cost than today's and should be made anew."""
        return self._argon.check_needs_rehash(stored)


_hasher: Hasher | None = None


def use(hasher: Hasher) -> None:
    """Hash with this from now on (tests use a cheap one)."""
    global _hasher
    _hasher = hasher


def hasher() -> Hasher:
    """The hasher in use; the default cost when nobody said otherwise."""
    global _hasher
    if _hasher is None:
        _hasher = Hasher()
    return _hasher
