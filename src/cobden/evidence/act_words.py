# ruff: noqa: E501  # the patterns of words stand on one line each
"""The acts of a sentence as its words name them: those that run together, bearers, nouns of acts, attributes."""

import re

from cobden.evidence.language import Hit, overlaps
from cobden.evidence.marks import Marks

_OF_FLOWS = {
    "open": "open",
    "raise": "buy",
    "suspend": "halt",
    "halt": "halt",
    "resume": "resume",
    "cut": "cut",
}


_ABSORBS = frozenset(["halt", "resume", "suspend", "extend", "keep", "control"])


_ANNOUNCED = re.compile(r"(?i)(?:announc|unveil|ankünd|kündig|angekünd|annonc|anunci)")
_WISHES = {"offered": "offer", "asked": "ask", "threatened": "impose", "considered": "impose"}


def with_named(marks: Marks) -> list[Hit]:
    """Return the acts, and each stance that has a measure for its object: "proposed a tariff"."""
    found = list(marks.acts)
    if not marks.language.spaced:
        return found
    found += [h for h in _opening(marks) if not overlaps(h, [(a.start, a.end) for a in found])]
    found += [h for h in _bearing(marks) if not overlaps(h, [(a.start, a.end) for a in found])]
    for stance in marks.stances:
        key = _WISHES.get(stance.key)
        if stance.key == "planned" and _ANNOUNCED.match(marks.text, stance.start):
            key = "impose"
        measure = next((m for m in marks.measures if m.start >= stance.end), None)
        if (
            measure
            and stance.key in (*_WISHES, "agreed", "planned")
            and measure.start - stance.end < _NOUN_NEAR
        ):
            noun = _nominal(marks, stance.end, measure.start)
            if noun and not overlaps(noun, [(a.start, a.end) for a in found]):
                found.append(noun)
                continue
        if key is None or measure is None or measure.key not in ("tariff", "quota"):
            continue
        between = marks.text[stance.end : measure.start]
        told = any(stance.end <= a.start <= measure.start for a in marks.acts)
        if (
            told
            or len(between) > _NEAR
            or re.search(
                r"[,;]|\b(?:to|that|zu|à|de que|its|their|seine\w*|ihre\w*|ses|sus?)\b", between
            )
        ):
            continue
        said = marks.text[stance.start : stance.end].casefold()
        if said.startswith(("propos", "schl", "vorgeschlagen", "suggest")):
            key = "impose"
        found.append(Hit(stance.start, stance.end, "acts", key))
    return sorted(found, key=lambda hit: hit.start)


def _opening(marks: Marks) -> list[Hit]:
    """Return the act of a noun that a line begins with: "Purchase of aircraft valued at $3.2 billion"."""
    first = re.compile(r"[^\W\d_][\w-]*").search(marks.text, marks.start, marks.end)
    if first is None or marks.acts or marks.text[marks.start : first.start()].strip(" -*•–\t\n"):
        return []
    nouns = marks.language.finder("nouns").find(marks.text, *first.span())
    of = re.compile(r"\s(?:of|von|der|des|de|du|d['’])")
    if not nouns or not of.match(marks.text, first.end()):
        return []
    return [Hit(*first.span(), "acts", nouns[0].key)]


def _nominal(marks: Marks, start: int, end: int) -> Hit | None:
    """Return the act that a noun before a measure names: "pressed for the removal of the surcharge"."""
    nouns = marks.language.finder("nouns").find(marks.text, start, end)
    if not nouns or not re.fullmatch(_OF[marks.language.code], marks.text[nouns[-1].end : end]):
        return None
    return Hit(nouns[-1].start, nouns[-1].end, "acts", nouns[-1].key)


_OF = {
    "en": r"(?i)\s(?:of|in|to|on)\s(?:[\w.'’%-]+\s){0,4}", "de": r"(?i)\s(?:der|des|von)?\s?(?:[\w.%-]+\s){0,3}",
    "fr": r"(?i)\s(?:\w+\s)?(?:de |des |du |d['’])(?:la |l['’])?(?:[\w.%-]+\s){0,3}",
    "es": r"(?i)\s(?:\w+\s)?(?:de |del )(?:la |las |los |sus )?(?:[\w.%-]+\s){0,3}",
}  # fmt: skip


_NOUN_NEAR = 48  # letters from a stance to the measure of a noun that names an act
_NEAR = 36  # letters from a stance to the measure that is its object


def settled(marks: Marks) -> list[Hit]:
    """Return the acts, those that run together as one: "stopped buying", "reduce or eliminate"."""
    acts: list[Hit] = []
    for hit in _without_attributes(marks):
        if acts:
            last, between = acts[-1], marks.text[acts[-1].end : hit.start]
            bare = not any(last.end <= x.start < hit.start for x in
                           (*marks.figures, *marks.economies))  # fmt: skip
            named = any(m.start <= last.start and last.end <= m.end for m in marks.measures)
            if marks.language.verb_last and named and len(between) <= _NEAR // 2 and not re.search(
                r"[、。,.]", between):  # fmt: skip
                forgone = last.key == "retaliate" and any(
                    s.key == "denied" and s.start == hit.start for s in marks.stances)  # fmt: skip
                acts[-1] = Hit(last.start, hit.end, "acts", last.key if forgone else hit.key)
                continue
            if marks.language.verb_last and last.key == "buy" and hit.key in _OF_FLOWS and (
                len(between) <= 12 and not re.search(r"[、。,]", between)):  # fmt: skip
                acts[-1] = Hit(last.start, hit.end, "acts", _OF_FLOWS[hit.key])
                continue
            if marks.language.spaced and last.key == "keep" and hit.key in ("exempt", "suspend") and (
                bare or not marks.figures) and not re.search(r"[,;:]", between):  # fmt: skip
                acts[-1] = hit  # "stays exempt", "bleiben vom Zollabbau ausgenommen"
                continue
            if last.end >= hit.start or (
                len(between.split()) <= 2 and not re.search(r"[,;，、]", between) and bare
                and not re.search(r"\b(?:and|or|und|oder|et|ou|y|o)\b", between)
                and marks.language.spaced
            ) or (not marks.language.spaced and len(between) <= 3 and bare
                  and not re.search(r"[,;，、。]", between)):  # fmt: skip
                first_governs = last.key in _ABSORBS and marks.language.spaced and not (
                    last.key == "keep" and hit.key in ("buy", "invest", "sell"))  # fmt: skip
                key = last.key if first_governs else hit.key
                if marks.language.code == "zh" and last.key in _ABSORBS:
                    key = last.key
                acts[-1] = Hit(last.start, max(last.end, hit.end), "acts", key)
                continue
            follows_from = re.fullmatch(r",\s", between) and re.match(
                r"\w+ing\b", marks.text[hit.start : hit.end]
            )  # "will be lifted, granting access": two acts
            if not follows_from and bare and re.fullmatch(
                r"\s*,?\s*(?:and|or|und|oder|et|ou|y|o|或|和)?\s*", between):  # fmt: skip
                acts[-1] = Hit(last.start, hit.end, "acts", hit.key)
                continue
        acts.append(hit)
    return acts


def _bearing(marks: Marks) -> list[Hit]:
    """Return where somebody is said to bear a rate: "Britain pays 10%", "who face an extra 40%"."""
    language = marks.language
    if not language.spaced:
        return []
    phrases = sorted(
        (tuple(p.casefold().split()) for p in language.listed("faces")), key=len, reverse=True
    )
    found = []
    for figure in marks.figures:
        if figure.unit != "percent":
            continue
        last = max((f.end for f in marks.figures if f.end <= figure.start), default=marks.start)
        words = language.tokens(marks.text, max(last, figure.start - 34), figure.start)
        for i, word in enumerate(words):
            said = next((p for p in phrases if len(words) - i >= len(p) and all(
                part in (w.low, w.lemma) for part, w in zip(p, words[i : i + len(p)], strict=True))), None)  # fmt: skip
            if said and len(words) - i - len(said) < 5:
                found.append(Hit(word.start, words[i + len(said) - 1].end, "acts", "impose"))
                break
    return found


_OUTER = {
    "halt": "remove",
    "remove": "remove",
    "suspend": "suspend",
    "resume": "resume",
    "keep": "keep",
    "extend": "extend",
}


_ATTRIBUTE = {  # what follows a verb that only describes a measure, up to the measure
    "ja": r"(?:て|して)?(?:いる|いた|きた|た|す|る|する|した)?[\d.,%の「」\s]{0,12}$",
    "ko": r"(?:하고 있는|하던|한|했던|해 온|된|하는|할|는|던|고 있는|)\s[^.。]{0,14}$",
    "zh": r"的[\d.,%“”\s]{0,10}$",
}


_DONE = {  # a countermeasure is an act where it is taken, before and after its name
    "zh": (r"采取|实施|推出|出台|进行|作出|予以|祭出|发动|展开|有权", r"(?!)"), "ja": (r"(?!)", r"(?:措置|関税|策)?(?:を|に|など)(?:取|と[らりるっ]|講|発動|実施|課|出|踏|打)|する|し|も"),
    "ko": (r"(?!)", r"(?:\s?조치)?(?:를|을)?\s?(?:취|하|할|나|발동|시행)"),
}  # fmt: skip


_PLANS = r"[^,，。;；]{0,24}的?(?:计划|决定|措施|方案|做法|期限|日期|时间)[^,，。;；]{0,4}$"


def _without_attributes(marks: Marks) -> list[Hit]:
    """Return the acts less those that only describe the measure another acts on.

    "インドが課している11%の関税を免除" is one act, as is "停止对美国大豆加征的关税".
    """
    code, text = marks.language.code, marks.text
    if marks.language.spaced and code != "ko":
        return marks.acts
    found: list[Hit] = []
    for i, hit in enumerate(marks.acts):
        within = any(m.start <= hit.start and hit.end <= m.end for m in marks.measures)
        follows = marks.acts[i + 1 :]
        if within and hit.key == "retaliate" and not follows and not re.search(
            _DONE[code][0], text[max(marks.start, hit.start - 8) : hit.start]) and not re.match(_DONE[code][1], text[hit.end : hit.end + 8]):  # fmt: skip
            continue
        if within and follows and not re.search(r"[、。,，;；]", text[hit.end : follows[0].start]):
            continue  # the name of a measure that another act is on
        later = next(
            (a for a in follows if not any(m.start <= a.start and a.end <= m.end for m in marks.measures)), None
        )  # fmt: skip
        measure = next((m for m in marks.measures if m.start >= hit.end), None)
        if hit.key in ("impose", "control", "keep") and later and measure:
            between = text[hit.end : measure.start]
            after = text[measure.end : later.start]
            if measure.end <= later.start and re.fullmatch(_ATTRIBUTE[code], between) and (
                not re.search(r"[、。,]", after) or re.match(r"を、", after)) and not re.search(r"[、,]", between):  # fmt: skip
                continue
        outer = found[-1] if found else None
        if code == "zh" and outer and within and outer.key in (*_OUTER, "raise", "cut", "control") and not re.search(
            r"[,，;；。]", text[outer.end : hit.start]):  # fmt: skip
            continue
        if code == "zh" and outer and hit.key == "buy" and outer.key in ("suspend", "halt", "resume") and not re.search(
            r"[,，;；。]", text[outer.end : hit.start]):  # fmt: skip
            found[-1] = Hit(
                outer.start, hit.end, "acts", "resume" if outer.key == "resume" else "halt"
            )
            continue
        if code == "ja" and re.match(r".{0,4}を理由", text[hit.end : hit.end + 8]):
            continue
        if code == "zh" and found and hit.key == "impose":
            last = found[-1]
            between = text[last.end : hit.start]
            if last.key in _OUTER and not re.search(r"[,，;；。]", between):
                found[-1] = Hit(last.start, hit.end, "acts", _OUTER[last.key])
                continue
        if code == "zh" and later and hit.key == "impose" and later.key in ("suspend", "remove", "halt") and re.fullmatch(
            _PLANS, text[hit.end : later.start]):  # fmt: skip
            continue
        found.append(hit)
    return found
