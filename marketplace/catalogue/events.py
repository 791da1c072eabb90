"""Facts about modules, offers and runs."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.foundation.events import Event


@dataclass(frozen=True)
class ModulePublished(Event):
    """A new module, or a new version of one, can be used in offers."""

    module: str
    no: int


@dataclass(frozen=True)
class OfferDrafted(Event):
    """A draft version of an offer was begun or changed."""

    offer: str
    version: str


@dataclass(frozen=True)
class VersionMoved(Event):
    """A version went to another state that is not seen by the public (in review, approved, back to draft)."""

    offer: str
    version: str
    to: str


@dataclass(frozen=True)
class VersionPublished(Event):
    """The public sees a new version of an offer; the one before it is retired."""

    offer: str
    version: str
    no: int


@dataclass(frozen=True)
class OfferWithdrawn(Event):
    """The public no longer sees an offer: its version was suspended or retired."""

    offer: str
    version: str
    to: str


@dataclass(frozen=True)
class OfferResumed(Event):
    """The public sees a suspended offer again, in the version it had."""

    offer: str
    version: str


@dataclass(frozen=True)
class VatDecided(Event):
    """The seller stated the VAT basis of an offer."""

    offer: str
    basis: str


@dataclass(frozen=True)
class RunPlanned(Event):
    """A run exists, not yet for sale."""

    offer: str
    run: str


@dataclass(frozen=True)
class RunMoved(Event):
    """A run went to another state."""

    offer: str
    run: str
    to: str


@dataclass(frozen=True)
class RunChanged(Event):
    """Time, place, capacity or deadline of a run changed; `what` lists the columns."""

    offer: str
    run: str
    what: tuple[str, ...]
