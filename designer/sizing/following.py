"""What binds next: sizing again with the binding limit out of the way, networks counted for the racks that it then has.

A limit counted beside another speaks of the networks, shares and plant of fewer racks than it allows. So the limits
beside the binding one are read from a programme as large as the next of them allows.
"""

from dataclasses import replace

from designer.ledger import Step, given
from designer.model import Constraint
from designer.model.notes import Fact
from designer.site.records import Site
from designer.sizing.records import CapacityLimit, Programme
from designer.sizing.rounds import LIFTED

__all__ = ["followed", "lifted", "relieved"]

#: Ends the keys of steps that were made for the racks of the next limit.
_NEXT = "[next]"
_BINDING = "sizing.binding"


def lifted(programme: Programme) -> tuple[Constraint, ...]:
    """The constraints of a programme, and that its binding limit shall not count."""
    return (*programme.constraints, Constraint(LIFTED, 0.0, programme.binding, programme.round))


def relieved(site: Site, programme: Programme) -> Site:
    """The site whose plant is chosen for as many racks as the next limit allows: more import in proportion, or no
    number of racks wanted of the last kind; as it is where another limit binds.
    """
    racks, next_ = programme.gpu_racks, [one.racks for one in programme.limits if not one.fails][1:2]
    if programme.binding == "import" and racks and next_:
        limit = site.feed.import_limit
        more = given(limit.q * max(1.0, next_[0] / racks), "derived", name="brief:site.utility.import_limit")
        return replace(site, feed=replace(site.feed, import_limit=more))
    if programme.binding == "wanted":
        *others, last = site.wishes.compute
        endless = replace(last, racks=None, nodes=None)
        return replace(site, wishes=replace(site.wishes, compute=(*others, endless)))
    return site


def followed(programme: Programme, larger: Programme) -> Programme:
    """A programme with the limits beside the binding one as they were found for the `larger` one without that; as it is
    where nothing else limits.
    """
    others = [one for one in larger.limits if one.key != programme.binding]
    if not others or others[0].fails:
        return programme
    before, steps = {one.key: one for one in programme.limits}, {step.key: step for step in larger.steps}
    changed = {one.key for one in others if one != before.get(one.key)}
    told = {one.key: _told(one, steps) for one in others if one.key in changed}
    limits = (programme.limits[0], *(told[one.key][0] if one.key in told else one for one in others))
    facts: dict[str, Fact] = {"following": others[0].told, "following_racks": others[0].racks}
    notes = tuple(
        replace(note, facts={**note.facts, **facts}) if note.key == _BINDING else note for note in programme.notes
    )
    added = tuple(step for _, step in told.values() if step is not None)
    return replace(
        programme, limits=limits, next_binding=others[0].key, notes=notes, steps=(*programme.steps, *added)
    )


def _told(limit: CapacityLimit, steps: dict[str, Step]) -> tuple[CapacityLimit, Step | None]:
    """A limit with its step under a key of its own."""
    step = steps.get(limit.basis)
    if step is None:
        return limit, None
    key = limit.basis + _NEXT
    return replace(limit, basis=key), replace(step, key=key)
