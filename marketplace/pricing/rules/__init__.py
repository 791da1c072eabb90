"""What things cost: price plans, quotes, terms, VAT, full costs, passes, subscriptions and funding. Pure.

Prices are whole øre. VAT is rounded once (half up) on the whole amount of one rate, never per seat.
"""

from marketplace.pricing.rules.allowed import MAX_SEATS as MAX_SEATS
from marketplace.pricing.rules.allowed import check_extras as check_extras
from marketplace.pricing.rules.allowed import check_plan as check_plan
from marketplace.pricing.rules.allowed import check_seats as check_seats
from marketplace.pricing.rules.kinds import COUNTED as COUNTED
from marketplace.pricing.rules.kinds import FULL_COST_ONLY as FULL_COST_ONLY
from marketplace.pricing.rules.kinds import PLAN_MOVES as PLAN_MOVES
from marketplace.pricing.rules.kinds import FundingBasis as FundingBasis
from marketplace.pricing.rules.kinds import Period as Period
from marketplace.pricing.rules.kinds import PlanKind as PlanKind
from marketplace.pricing.rules.kinds import PlanStatus as PlanStatus
from marketplace.pricing.rules.kinds import check_funding_basis as check_funding_basis
from marketplace.pricing.rules.lines import QuoteLine as QuoteLine
from marketplace.pricing.rules.lines import Sale as Sale
from marketplace.pricing.rules.listed import ListPrice as ListPrice
from marketplace.pricing.rules.listed import Priced as Priced
from marketplace.pricing.rules.listed import list_price as list_price
from marketplace.pricing.rules.plans import Agreed as Agreed
from marketplace.pricing.rules.plans import AgreedLine as AgreedLine
from marketplace.pricing.rules.plans import ByPass as ByPass
from marketplace.pricing.rules.plans import Covered as Covered
from marketplace.pricing.rules.plans import Extra as Extra
from marketplace.pricing.rules.plans import Outcome as Outcome
from marketplace.pricing.rules.plans import PassForSale as PassForSale
from marketplace.pricing.rules.plans import PerEcts as PerEcts
from marketplace.pricing.rules.plans import PerModule as PerModule
from marketplace.pricing.rules.plans import PerSeat as PerSeat
from marketplace.pricing.rules.plans import PerTeam as PerTeam
from marketplace.pricing.rules.plans import Plan as Plan
from marketplace.pricing.rules.plans import Shared as Shared
from marketplace.pricing.rules.plans import SubscriptionForSale as SubscriptionForSale
from marketplace.pricing.rules.plans import Tier as Tier
from marketplace.pricing.rules.plans import frozen_plan as frozen_plan
from marketplace.pricing.rules.plans import thawed_plan as thawed_plan
from marketplace.pricing.rules.quotes import Quote as Quote
from marketplace.pricing.rules.quotes import again as again
from marketplace.pricing.rules.quotes import check_same as check_same
from marketplace.pricing.rules.quotes import quote as quote
from marketplace.pricing.rules.quotes import thaw as thaw
from marketplace.pricing.rules.quotes import total_in as total_in
from marketplace.pricing.rules.terms import LadderStep as LadderStep
from marketplace.pricing.rules.terms import TermsOfSale as TermsOfSale
from marketplace.pricing.rules.terms import check_ladder as check_ladder
from marketplace.pricing.rules.terms import check_naming_days as check_naming_days
from marketplace.pricing.rules.terms import ladder_steps as ladder_steps
from marketplace.pricing.rules.vat import SellersVat as SellersVat
from marketplace.pricing.rules.vat import VatRate as VatRate
from marketplace.pricing.rules.vat import vat_percent as vat_percent
