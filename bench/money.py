"""What prices cost in time: quotes a second, and the month's invoices of many subscriptions.

    python -m bench.money [--json] [--quick]

Quotes are CPU time of one core. The month run is the command `flask invoices run` as it stands, in a process of its
own, against an SQLite file in memory (/dev/shm), so that the disk is not measured, with one subscription of five
employees for each company; its peak memory is what the operating system says while it runs.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import func, insert, select

from bench.measure import ROOT, report
from marketplace import wiring
from marketplace.accounts.models import Person
from marketplace.foundation import db
from marketplace.foundation.db import session
from marketplace.foundation.money import kroner
from marketplace.foundation.refs import new_ref
from marketplace.foundation.transaction import transaction
from marketplace.geography.models import Postcode
from marketplace.organisations.models import Company, Employee, Institution, Organisation
from marketplace.payments.models import Invoice
from marketplace.pricing.models import PricePlan, Subscription, SubscriptionSeat, Terms
from marketplace.pricing.rules import (
    Period,
    PerSeat,
    Sale,
    SellersVat,
    SubscriptionForSale,
    TermsOfSale,
    Tier,
    frozen_plan,
    quote,
)

AIM_QUOTES = 20_000
SIZES = (1_000, 10_000)
SEATS = 5
AT = datetime(2026, 1, 1, 9, 0, tzinfo=UTC)
PLANS = {
    "per_seat": PerSeat(kroner(9800)),
    "per_seat, 3 tiers": PerSeat(kroner(9800), (Tier(3, kroner(9000)), Tier(10, kroner(8200)), Tier(25, kroner(7000)))),
    "per_seat, 3 tiers, graduated": PerSeat(
        kroner(9800), (Tier(3, kroner(9000)), Tier(10, kroner(8200)), Tier(25, kroner(7000))), graduated=True
    ),
}


def quotes(results: list[dict[str, object]], seconds: float) -> None:
    """How many quotes of 1 to 40 seats one core makes in a second, totals with VAT counted in."""
    vat = SellersVat("standard", 25, "Kursus mod vederlag")
    terms = TermsOfSale(((30, 0), (14, 50), (0, 100)), 7)
    for name, plan in PLANS.items():
        sale = Sale("plan", 1, "run", "version", "full_cost", plan, vat, terms)
        made, began = 0, time.process_time()
        while (spent := time.process_time() - began) < seconds:
            for seats in range(1, 41):
                if not quote(sale, seats).total:
                    raise RuntimeError("a price of nothing")
            made += 40
        aim = AIM_QUOTES if name == "per_seat" else None
        rate = made / spent
        results.append(
            {
                "case": f"quotes: {name}",
                "size": "1 to 40 seats",
                "value": round(rate),
                "unit": "a second",
                "aim": aim,
                "met": None if aim is None else rate >= aim,
            }
        )


def fill(url: str, subscriptions: int) -> None:
    """A market with nothing but one seller and companies that have subscribed since January, five people each."""
    engine = db.connect(url)
    db.Base.metadata.create_all(engine)
    db.use(engine)
    with transaction():
        session.add(
            Postcode(
                code="8000",
                city="Aarhus C",
                lat=56.2,
                lon=10.2,
                municipality="Aarhus",
                municipality_slug="aarhus",
                region="midtjylland",
            )
        )
        session.flush()
        count = subscriptions + 1
        session.execute(
            insert(Organisation),
            [
                {
                    "id": no,
                    "ref": new_ref(),
                    "cvr": f"{no:08}",
                    "name": f"Organisation {no}",
                    "postcode_code": "8000",
                    "created_at": AT,
                    "verified_at": AT,
                }
                for no in range(1, count + 1)
            ],
        )
        session.execute(
            insert(Institution),
            [{"id": 1, "kind": "private", "prefix": "PB", "bank_reg": "1234", "bank_account": "12345678"}],
        )
        session.execute(insert(Company), [{"id": no} for no in range(2, count + 1)])
        session.execute(
            insert(Person),
            [
                {"id": no, "ref": new_ref(), "name": f"Person {no}", "language": "da", "created_at": AT}
                for no in range(1, subscriptions * SEATS + 1)
            ],
        )
        session.execute(
            insert(Employee),
            [
                {
                    "id": no,
                    "ref": new_ref(),
                    "person_id": no,
                    "company_id": 2 + (no - 1) // SEATS,
                    "starts_on": AT.date(),
                }
                for no in range(1, subscriptions * SEATS + 1)
            ],
        )
        session.add(Terms(id=1, ref=new_ref(), institution_id=1, ladder=[[0, 100]], naming_days=0, created_at=AT))
        session.flush()
        session.add(
            PricePlan(
                id=1,
                ref=new_ref(),
                institution_id=1,
                kind="subscription",
                funding_basis="full_cost",
                figures=frozen_plan(SubscriptionForSale(kroner(300), Period.MONTH)),
                extras=[],
                terms_id=1,
                status="active",
                created_at=AT,
            )
        )
        session.flush()
        session.execute(
            insert(Subscription),
            [
                {
                    "id": no,
                    "ref": new_ref(),
                    "buyer_id": no + 1,
                    "issuer_id": 1,
                    "plan_id": 1,
                    "status": "active",
                    "began_on": AT.date(),
                    "period": "month",
                    "period_price": 30_000,
                    "vat_basis": "standard",
                    "vat_percent": 25,
                    "key": f"bench-{no}",
                    "billed": 0,
                    "ordered_by_id": 1,
                    "created_at": AT,
                }
                for no in range(1, subscriptions + 1)
            ],
        )
        session.execute(
            insert(SubscriptionSeat),
            [
                {
                    "id": no,
                    "ref": new_ref(),
                    "subscription_id": 1 + (no - 1) // SEATS,
                    "employee_id": no,
                    "first_on": AT.date(),
                    "created_at": AT,
                }
                for no in range(1, subscriptions * SEATS + 1)
            ],
        )
    session.remove()
    engine.dispose()


def month_run(results: list[dict[str, object]], subscriptions: int) -> None:
    """The command, run for a month that is over, and once more when there is nothing left to do."""
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:  # meant: memory, no disk
        url = f"sqlite:///{Path(folder) / 'bench.db'}"
        fill(url, subscriptions)
        size = f"{subscriptions:,} subscriptions"
        for name in ("month run", "month run again"):
            began = time.monotonic()
            cpu, peak = _command(url, folder)
            took = time.monotonic() - began
            results.append({"case": f"{name}: time", "size": size, "value": round(took, 2), "unit": "s"})
            results.append({"case": f"{name}: CPU", "size": size, "value": round(cpu, 2), "unit": "s"})
            results.append({"case": f"{name}: peak memory", "size": size, "value": round(peak, 1), "unit": "MB"})
        db.use(db.connect(url))
        made = session.scalar(select(func.count()).select_from(Invoice))
        session.remove()
        if made != subscriptions:
            raise RuntimeError(f"{made} invoices of {subscriptions}")


def _command(url: str, folder: str) -> tuple[float, float]:
    """CPU seconds and peak memory in MB of `flask invoices run`."""
    environment = {**os.environ, "DATABASE_URL": url, "INSTANCE_DIR": folder, "DEMO": "1", "LOG_LEVEL": "WARNING"}
    child = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "wsgi", "invoices", "run", "--month", "2026-01"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    peak = 0.0
    while (ended := os.wait4(child.pid, os.WNOHANG))[0] == 0:
        peak = max(peak, _peak(child.pid))  # its own: what wait4 says of memory counts the parent's before exec
        time.sleep(0.2)
    _pid, status, used = ended
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise RuntimeError(f"the command failed: {child.returncode}")
    return used.ru_utime + used.ru_stime, peak


def _peak(pid: int) -> float:
    """The most memory a process has had so far, in MB; 0 when it has just ended."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except FileNotFoundError:
        return 0.0
    return max((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:")), default=0.0)


def main() -> int:
    quick = "--quick" in sys.argv
    wiring.wire()
    results: list[dict[str, object]] = []
    quotes(results, 0.5 if quick else 3.0)
    for size in SIZES[:1] if quick else SIZES:
        month_run(results, size)
    return report("money", results)


if __name__ == "__main__":
    raise SystemExit(main())
