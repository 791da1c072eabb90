"""What is asked of the index, what it holds, and what it answers. Pure."""

from __future__ import annotations

from marketplace.search.rules.asking import PER_PAGE_MAX as PER_PAGE_MAX
from marketplace.search.rules.asking import SORTS as SORTS
from marketplace.search.rules.asking import TEXT_MAX as TEXT_MAX
from marketplace.search.rules.asking import Ask as Ask
from marketplace.search.rules.asking import Hits as Hits
from marketplace.search.rules.asking import Near as Near
from marketplace.search.rules.asking import OfferHit as OfferHit
from marketplace.search.rules.asking import Parts as Parts
from marketplace.search.rules.asking import Understood as Understood
from marketplace.search.rules.asking import check_ask as check_ask
from marketplace.search.rules.asking import page_within as page_within
from marketplace.search.rules.asking import pages_of as pages_of
from marketplace.search.rules.documents import NO_START as NO_START
from marketplace.search.rules.documents import DocumentRun as DocumentRun
from marketplace.search.rules.documents import OfferDocument as OfferDocument
from marketplace.search.rules.documents import day_number as day_number
from marketplace.search.rules.documents import day_of as day_of
from marketplace.search.rules.facets import ACCREDITED as ACCREDITED
from marketplace.search.rules.facets import DISTANCES as DISTANCES
from marketplace.search.rules.facets import ECTS_BUCKETS as ECTS_BUCKETS
from marketplace.search.rules.facets import GROUPS as GROUPS
from marketplace.search.rules.facets import HOURS_BUCKETS as HOURS_BUCKETS
from marketplace.search.rules.facets import SEATS as SEATS
from marketplace.search.rules.facets import START_WINDOWS as START_WINDOWS
