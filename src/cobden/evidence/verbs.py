# ruff: noqa: E501  # the patterns of words stand on one line each
"""Which German, French and Spanish words that could be acts are nouns, or only describe one."""

import re

from cobden.evidence.language import Hit, Language

_PARTICIPLES = {
    "fr": (r"(?i)\w{3,}(?:ée?s?|ie?s?|ue?s?|ise?s?)", r"(?i)\b(?:a|ont|ai|avons|est|sont|été|être|était|étaient|avait|avaient|aurait|auraient|ayant|sera|seront|soit|demeure|demeurent|"
           r"serait|seraient|aura|auront|restent?|reste)(?:\s[\w'’]+){0,2}\s$"),
    "es": (r"(?i)\w{3,}(?:[ai]d[oa]s?|puest[oa]s?|biert[oa]s?)", r"(?i)\b(?:ha|han|había|habían|haya|hayan|haber|fue|fueron|es|son|será|serán|sido|ser|era|eran|sea|sean|habría|"
           r"queda|quedan|quedó|quedaron|está|están|sigue|siguen)(?:\s\w+){0,2}\s$"),
}  # fmt: skip


def only_describes(language: Language, text: str, start: int, hit: Hit) -> bool:
    """Whether a participle only describes a noun: "le coton importé", "los bienes gravados"."""
    if language.code not in _PARTICIPLES:
        return False
    form, auxiliary = _PARTICIPLES[language.code]
    word = text[hit.start : hit.end].split(maxsplit=1)[0]
    lead = text[start : hit.start]
    if (
        not re.fullmatch(form, word)
        or not lead.strip()
        or word.casefold().endswith(("ir", "is", "it"))
    ):
        return False
    return (
        not re.search(auxiliary, lead)
        and bool(re.search(r"[^\W\d_]\s$", lead))
        and word.casefold() != "suit"
    )


_ARTICLES = {
    "de": r"(?i)\b(?:der|die|das|den|dem|des|ein|eine|einen|einem|einer|ihre|ihren|ihrem|seine|seinen|"
          r"kein|keine|keinen|zum|zur|im|am)\s$",
    "fr": r"(?i)(?:\b(?:le|la|les|un|une|des|ses|son|sa|leur|leurs|du|au|cette|ce)\s|\b[ld]['’])$",
    "es": r"(?i)\b(?:el|la|los|las|un|una|su|sus|del|al|este|esta|nuevo|nueva)\s$",
}  # fmt: skip


def is_noun(language: Language, text: str, hit: Hit, start: int) -> bool:
    """Whether a word that could be an act stands as a noun: after an article, or in capitals."""
    if language.code == "de" and text[hit.start].isupper() and text[start : hit.start].strip():
        return True
    lead = text[max(start, hit.start - 9) : hit.start]
    if language.code == "fr" and re.search(r"\b(?:à|de|d'|n'|ne|l'|les?|en)\s?$", lead):
        infinitive = re.search(r"(?:er|ir|re)$", text[hit.start : hit.end].split(maxsplit=1)[0])
        if infinitive:
            return False
    if language.code == "de" and re.search(r"\bzu\s$", lead):
        return False
    return bool(re.search(_ARTICLES[language.code], lead))
