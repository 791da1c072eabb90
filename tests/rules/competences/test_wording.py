"""How a short text is worded: its letters, and whether it says what one does or what one knows."""

from __future__ import annotations

from marketplace.competences.rules.lettering import Lettering
from marketplace.competences.rules.phrasing import Phrasing

SKILLS = ["install pumps", "install windows", "maintain pumps", "maintain roads", "pump installation"]
KNOWLEDGE = ["types of pumps", "types of roads", "road theory", "window theory"]


def test_a_name_is_wholly_alike_to_itself_and_less_to_what_shares_some_letters() -> None:
    alike = Lettering([["e", "tailoring"], ["online", "games"], ["pumps"]]).alike(["e", "tailoring"])
    assert abs(alike[0] - 1) < 1e-5
    near = Lettering([["tailoring"], ["sailing"], ["xyz"]]).alike(["tailor"])
    assert near[0] > near[1] >= near[2] == 0


def test_no_words_and_no_names_are_alike_to_nothing() -> None:
    assert Lettering([["pumps"]]).alike([]).tolist() == [0]
    assert Lettering([]).alike(["pumps"]).tolist() == []


def test_words_are_put_as_the_names_of_their_kind_are() -> None:
    names = [(name.split(), "en", True, True) for name in SKILLS] + [
        (name.split(), "en", True, False) for name in KNOWLEDGE
    ]
    phrasing = Phrasing(names)
    assert phrasing.doing(["install", "roofs"]) > 0 > phrasing.doing(["types", "of", "roofs"])
    assert phrasing.doing([]) == 0 == Phrasing([]).doing(["install"])
