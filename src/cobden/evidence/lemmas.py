# ruff: noqa: E501  # the patterns of words stand on one line each
"""The base forms of words: a library's, and the regular forms of the verbs that are looked for."""

from functools import cache

from cobden.evidence.word_lists import language_words


@cache
def base(word: str, code: str) -> str:
    """Return a word's base form, in lower case."""
    from simplemma import lemmatize

    low = word.casefold().rstrip("'’")
    if low in _forms(code):
        return _forms(code)[low]
    if low in _IRREGULAR.get(code, {}):
        return _IRREGULAR[code][low].casefold()  # "ß" as in the lists of phrases
    shown = word if code == "de" else low
    found = lemmatize(shown, lang=code).casefold()
    if code == "de" and "ss" in low and found == low:  # written as in Switzerland: "Massnahmen"
        found = lemmatize(word.replace("ss", "ß"), lang=code).casefold()
    return found


_ENDINGS = {  # of regular verbs, by the ending of their base form
    "en": {"e": "es ed ing", "y": "ies ied ying", "": "s es ed ing"},
    "fr": {
        "er": "e es ent é ée és ées era eront erait eraient ait aient èrent a ant ons ez",
        "ir": "i ie is ies it issent ira iront irait iraient issait issaient irent issant",
        "uire": "uit uisent uisait uisaient uira uiront uirait uiraient uisit uisant uite uits uites",
        "endre": "end endent endra endront endrait endraient endait endaient endu endue endus endues endit endirent",
        "ettre": "et ettent ettra ettront ettrait ettait ettaient is ise ises",
    },
    "es": {
        "ar": "a an o ó aron ado ada ados adas ará arán aría arían aba aban ando e en ara aran aré",
        "er": "e en ió ieron ido ida idos idas erá erán ería erían ía ían iendo a an",
        "ir": "e en ió ieron ido ida idos idas irá irán iría irían ía ían iendo a an",
    },
    "de": {"en": "t te ten e end", "ern": "ert erte erten ere ernd", "eln": "elt elte elten"},
}  # fmt: skip
_APART = (
    "zurück",
    "herauf",
    "hinauf",
    "herab",
    "heran",
    "wieder",
    "hoch",
    "auf",
    "aus",
    "ab",
    "an",
    "ein",
    "vor",
    "nach",
    "bei",
    "zu",
    "weg",
    "um",
)
_NO_VERBS = frozenset(  # words that look like a verb's form and are none
    [
        "para",
        "sobre",
        "entre",
        "bajo",
        "como",
        "este",
        "esta",
        "nada",
        "cara",
        "fuera",
        "contra",
        "ante",
        "parte",
        "cobre",
        "tasa",
        "tasas",
        "medida",
        "medidas",
        "tope",
        "uno",
        "una",
        "dos",
        "entre",
        "sur",
        "dans",
        "porte",
        "est",
        "son",
        "leur",
        "plus",
        "tour",
        "anti",
        "alle",
        "alte",
        "eine",
    ]
)


@cache
def _forms(code: str) -> dict[str, str]:
    """Return the regular forms of the verbs in a language's file, with their base forms."""
    endings = _ENDINGS.get(code, {})
    found: dict[str, str] = {}
    data = language_words(code) if endings else {}
    phrases = [
        p
        for kind in ("acts", "stances")
        for listed in data.get(kind, {}).values()
        for p in listed.split(",")
    ]
    for verb in {phrase.split()[0] for phrase in phrases if phrase.strip()}:
        ending = next(
            (e for e in sorted(filter(None, endings), key=len, reverse=True) if verb.endswith(e)),
            "",
        )
        if (not ending and code != "en") or verb[0].isupper():
            continue
        stem = verb[: len(verb) - len(ending)]
        made = [stem + end for end in endings[ending].split()]
        if code == "de":
            apart = next((a for a in _APART if verb.startswith(a) and len(verb) > len(a) + 3), "")
            rest = stem[len(apart) :]
            tail = endings[ending].split()[0]
            made += (
                [f"{apart}ge{rest}{tail}", f"{apart}zu{rest}{ending}"]
                if apart
                else [f"ge{stem}{tail}"]
            )
        found |= {form: verb for form in made if form not in _NO_VERBS and len(form) > 2}
    return found


_ENGLISH = {"cutting": "cut", "setting": "set", "putting": "put", "hitting": "hit", "lifting": "lift",
            "buying": "buy", "suing": "sue", "raising": "raise", "lowering": "lower",
            "offering": "offer", "opening": "open", "ending": "end", "increasing": "increase",
            "restricting": "restrict", "limiting": "limit", "lapsed": "lapse", "cancelled": "cancel", "spared": "spare",
            "threatened": "threaten", "exempted": "exempt", "halved": "halve", "raised": "raise",
            "leaving": "leave", "remaining": "remain", "left": "leave", "leaves": "leave",
            "lowered": "lower", "lowers": "lower", "levied": "levy", "levies": "levy",
            "levying": "levy", "expired": "expire", "frozen": "freeze", "froze": "freeze",
            "buys": "buy", "limited": "limit", "controlled": "control", "pledged": "pledge",
            "allowed": "allow", "allowing": "allow", "accepted": "accept", "sparing": "spare",
            "purchasing": "purchase", "importing": "import", "exporting": "export",
            "ordering": "order", "investing": "invest", "banning": "ban", "halting": "halt"}  # fmt: skip
_IRREGULAR = {  # forms that the library takes for words of their own
    "en": _ENGLISH,
    "fr": {form: verb for verb, forms in {
        "réduire": "réduit réduits réduite réduites", "lever": "lève lèvent", "relever": "relève relèvent",
        "exclure": "exclut excluent exclu exclue", "ouvrir": "ouvert ouverte ouverts ouvertes", "acquérir": "acquis acquise", "démentir": "dément",
    }.items() for form in forms.split()},
    "de": {form: verb for verb, forms in {
        "beschließen": "beschloss beschlossen beschliesst", "fallen": "fällt", "schließen": "schließt schloss schlossen",
        "ausschließen": "ausgeschlossen", "verzollen": "verzollt", "erlassen": "erlässt", "zahlen": "zahlt",
    }.items() for form in forms.split()},
}  # fmt: skip
