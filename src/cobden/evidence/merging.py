# ruff: noqa: E501  # the patterns of words stand on one line each
"""The claims of a document from its acts, and from what English was read for besides."""

import re

from cobden.base.economies import in_words
from cobden.evidence.act_reader import Read
from cobden.evidence.claims import Claim, How
from cobden.evidence.documents import Document
from cobden.evidence.layout import LayoutBlock
from cobden.evidence.scene import TARIFF_ACTS, Act

_TOPICS = {"buy": "purchases", "sell": "trade", "invest": "investment"}
_OPEN_TOPICS = ("tariff", "quota", "purchases", "investment", "value", "other", "trade", "share", "count",
                "spending", "pause", "cost")  # fmt: skip


def merged(document: Document, found: list[Claim], told: Read) -> tuple[Claim, ...]:
    """Return all claims: those already ``found`` take the slots of the act that stands where they do."""
    claims = list(found)
    for act, block in told.acts:
        made = _claim(document, act, block, told)
        same = next((i for i, c in enumerate(claims) if _is_one(c, made)), None)
        if same is None:
            claims.append(made)
        else:
            claims[same] = _with_slots(claims[same], made)
    claims = [_earlier(c, claims) for c in claims]
    inner = [(c.start, c.end) for c in claims if c.act and c.kind == "quantity"]
    claims = [c for c in claims if c.act or c.standing == "historic" or not _within(c, inner)]
    unique = {(c.kind, c.start, c.quote): c for c in claims}
    return tuple(sorted(unique.values(), key=lambda c: (c.start, c.kind)))


def _earlier(claim: Claim, claims: list[Claim]) -> Claim:
    """Return the figure that an act comes from as what it is: the earlier level of its measure."""
    if claim.act or claim.kind != "quantity":
        return claim
    for act in claims:
        if "was" in act.spans and _within(claim, [act.spans["was"]]):
            changes = {
                "by": act.by,
                "on": act.on,
                "goods": act.goods or claim.goods,
                "standing": "historic",
            }
            return claim.model_copy(update=changes | {"topic": act.topic})
    return claim


def _within(claim: Claim, spans: list[tuple[int, int]]) -> bool:
    """Whether a figure's own place lies in one of the spans."""
    return claim.kind == "quantity" and any(a <= claim.start and claim.end <= b for a, b in spans)


def _is_one(claim: Claim, made: Claim) -> bool:
    if claim.kind != made.kind or not (claim.start < made.end and made.start < claim.end):
        return False
    if claim.act and claim.act != made.act:
        return False
    return claim.value == made.value and claim.unit == made.unit


def _with_slots(claim: Claim, made: Claim) -> Claim:
    slots = (
        "act",
        "was",
        "bound",
        "standing",
        "announced",
        "in_force",
        "lapses",
        "condition",
        "how",
        "spans",
    )
    changes: dict[str, object] = {slot: getattr(made, slot) for slot in slots}
    for slot in ("by", "on", "goods"):
        own = getattr(made, slot)
        changes[slot] = own if claim.kind == "quantity" else own or getattr(claim, slot)
    if "all-in" in made.measure:
        changes["measure"] = made.measure
    if claim.kind == "quantity" and claim.topic in (
        "other",
        "value",
        "count",
        "trade",
        "spending",
        "share",
    ):
        changes |= {"topic": made.topic, "subject": made.subject}
    return claim.model_copy(update=changes)


def _claim(document: Document, act: Act, block: LayoutBlock, told: Read) -> Claim:
    start, end = told.view.span(act.start, act.end)
    figure = act.figure
    spans = {name: told.view.span(*span) for name, span in act.spans.items() if span[1] > span[0]}
    goods = " and ".join(act.goods)
    on = " ".join(act.on)
    tail = f" on {in_words(act.on)}" if on and act.act in TARIFF_ACTS else ""
    measure = act.measure or ("tariff" if act.act in TARIFF_ACTS and figure else "")
    subject = " ".join(filter(None, (act.act, measure, goods))) + tail
    speaker = block.speaker
    topic = _TOPICS.get(act.act, "tariff") if figure else act.measure or "act"
    if figure and not act.act:
        topic, subject = "trade", act.measure
    return Claim(
        document=document.name, kind="quantity" if figure else "event", subject=subject,
        quote=document.text[start:end], start=start, topic=topic,
        predicate=("is" if figure else act.act), value=figure.value if figure else None,
        low=figure.low if figure else None, high=figure.high if figure else None,
        unit=figure.unit if figure else "", per=figure.per if figure else "",
        by=act.by, on=on, goods=act.goods, act=act.act, was=act.was, measure=measure if figure else "",
        bound=act.bound,
        standing=act.standing, announced=act.announced,
        in_force=act.in_force, lapses=act.lapses, condition=act.condition,
        how=_how(told, act, block), attribution=(speaker,) if speaker else (), spans=spans,
    )  # fmt: skip


def _how(told: Read, act: Act, block: LayoutBlock) -> How:
    """Return in whose voice an act is told."""
    text = told.view.text
    if block.speaker:
        return "a speaker"
    before = text[block.start : act.start]
    if before.count("\u201c") > before.count("\u201d") or before.count("「") > before.count("」") or (
        before.count('"') % 2):  # fmt: skip
        return "quotation"
    for reader in told.readers.values():
        sentence = text[max(block.start, act.start - 160) : min(block.end, act.end + 160)]
        if reader.language.finder("anonymous").find(sentence, 0, len(sentence)):
            return "anonymous source"
        if reader.scene.home and re.match(r".", sentence):
            return "official text"
    return "own voice"
