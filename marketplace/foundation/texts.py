"""One text in two languages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Texts:
    """One text in Danish and English; a missing language falls back to the other."""

    da: str = ""
    en: str = ""

    def said(self, language: str) -> str:
        """The text in a language, or in the other one where it is missing."""
        return (self.en or self.da) if language == "en" else (self.da or self.en)

    def language_said(self, language: str) -> str:
        """Which language `said` answers in, so that a page can mark it with lang=."""
        if language == "en":
            return "en" if self.en else "da"
        return "da" if self.da else "en"

    def __bool__(self) -> bool:
        return bool(self.da or self.en)
