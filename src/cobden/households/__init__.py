"""Who pays: households by group, places and jobs, read off an equilibrium.

Tables of groups and of places, those that ship for the United States and a user's own for any
economy, and the effects on each. Nothing here changes an equilibrium.
"""

from cobden.households.answer_lists import AnswerList, answer_lists
from cobden.households.household_table import Households, read_households, us_households
from cobden.households.incidence import REVENUE, Incidence, incidence
from cobden.households.jobs import JobChanges, job_changes
from cobden.households.place_effects import PlaceEffects, place_effects
from cobden.households.place_table import Places, read_places, us_places
from cobden.households.region_effects import RegionEffects
from cobden.households.region_world import read_flows, with_regions

__all__ = [
    "REVENUE",
    "AnswerList",
    "Households",
    "Incidence",
    "JobChanges",
    "PlaceEffects",
    "Places",
    "RegionEffects",
    "answer_lists",
    "incidence",
    "job_changes",
    "place_effects",
    "read_flows",
    "read_households",
    "read_places",
    "us_households",
    "us_places",
    "with_regions",
]
