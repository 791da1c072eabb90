"""Danish and English are both complete."""

from __future__ import annotations

import re

from babel.messages.pofile import read_po

from tests.house import words

PLACE = re.compile(r"%\((\w+)\)s")


def test_every_danish_text_has_its_english() -> None:
    assert words.missing() == []


def test_no_translation_is_fuzzy_or_left_over() -> None:
    with words.PO.open("rb") as file:
        catalog = read_po(file, locale="en")
    assert [message.id for message in catalog if message.id and message.fuzzy] == []
    in_use = {text if isinstance(text, str) else text[0] for text, _ in words.used()}
    assert sorted(set(words.english()) - in_use) == []


def test_translations_keep_the_facts_of_the_danish_text() -> None:
    wrong = []
    for danish, english in words.english().items():
        for said in (english,) if isinstance(english, str) else english:
            if not set(PLACE.findall(said)) <= set(PLACE.findall(danish)) | {"num"}:
                wrong.append(danish)
    assert wrong == []


def test_words_the_house_does_not_use_are_not_on_pages() -> None:
    """The voice of the look: never brugere, løsninger or platforms, no exclamation marks, no praise."""
    forbidden = re.compile(
        r"\b(bruger(en|e|ne)?|løsning(en|er)?|platform(en)?|såfremt|i henhold til|vedrørende|fremsende\w*|ups)\b|!",
        re.IGNORECASE,
    )
    texts = {part for text, _ in words.used() for part in ((text,) if isinstance(text, str) else text)}
    assert sorted(text for text in texts if forbidden.search(text)) == []
    english = re.compile(r"\b(users?|solutions?|leverage|in accordance with|oops)\b|!", re.IGNORECASE)
    assert sorted(str(said) for said in words.english().values() if english.search(str(said))) == []
