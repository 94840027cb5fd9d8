# ruff: noqa: E501  # the patterns of words stand on one line each
"""In whose name a text or a speaker speaks: offices, their holders, and the two parties of a title."""

import re
from functools import cache

from cobden.evidence.documents import Document
from cobden.evidence.family_names import fold, surname
from cobden.evidence.language import Language, simplified
from cobden.evidence.word_lists import table

OFFICIAL = re.compile(
    r"(?i)white house|quai d['’]orsay|matignon|élysée|moncloa|casa rosada|bundes\w+|auswärtiges amt|secretaría|executive office|downing street|\bdepartement|département|secrétariat|cancillería|chancellerie|bundespresse|presidencia|présidence|affaires (?:mondiales|étrangères)|official (?:journal|gazette)|amtsblatt|journal officiel|diario oficial|prime minister|\bminister|office of|office\b|cabinet|treasury|customs|parliament|president|presidency|ministry|government|commission|council|department|federal register|"
    r"representative|ministerium|ministère|ministerio|gobierno|省|部|부$|政府|정부|官邸|商务部"
)


_SPEAKS_FOR = {  # of whom an office speaks, where the speaker's country is not named
    r"(?i)^(?:eu )?(?:trade )?commissioner|^commissaire|^comisari|^(?:eu-)?(?:handels)?kommissar": "EU27",
    r"(?i)administration official|white house|press secretary|ambassador greer|ustr|secretary (?:bessent|lutnick)|^the president$": "USA",
    r"商务部发言人|外交部发言人|mofcom": "CHN", r"(?i)chancellor of the exchequer": "GBR",
    r"(?i)^bundes(?:kanzler|minister|wirtschafts)": "DEU", r"経済再生担当大臣|^官房長官|^大臣$": "JPN",
    r"통상교섭본부장|산업부 장관": "KOR",
}  # fmt: skip
_PUBLISHES_FOR = {
    r"(?i)executive office|trade representative|federal register": "USA", r"(?i)downing street": "GBR",
    r"(?i)^bundes|auswärtiges amt": "DEU", r"(?i)quai d['’]orsay|matignon|élysée": "FRA", r"(?i)moncloa": "ESP",
    r"(?i)casa rosada|cancillería argentina": "ARG",
}  # fmt: skip
_STATES_OF = {"ja": "JPN", "ko": "KOR", "zh": "CHN"}  # whose offices leave their country's name out
TWO = re.compile(
    r"([中美欧日韩英法德俄印加澳墨巴台米韓独仏한미중일])[\s·‧—–-]?([中美欧日韩英法德俄印加澳墨巴台米韓独仏한미중일유])"
)
PAIRS = {  # two economies in two letters: "中美", "日米", "한미"
    "zh": {"中": "CHN", "美": "USA", "欧": "EU27", "日": "JPN", "韩": "KOR", "英": "GBR", "法": "FRA", "德": "DEU", "俄": "RUS",
           "印": "IND", "加": "CAN", "澳": "AUS", "墨": "MEX", "巴": "BRA", "台": "TWN"},
    "ja": {"日": "JPN", "米": "USA", "中": "CHN", "韓": "KOR", "欧": "EU27", "英": "GBR", "独": "DEU", "仏": "FRA", "印": "IND"},
    "ko": {"한": "KOR", "미": "USA", "중": "CHN", "일": "JPN", "유": "EU27"},
}  # fmt: skip


def spoken_for(words: Language, speaker: str) -> str:
    """Return for which economy a speaker speaks: by the office, or by the name of who holds it."""
    office = next((code for said, code in _SPEAKS_FOR.items() if re.search(said, speaker)), "")
    if office or not words.spaced or len(speaker.split()) < 2:
        return office
    return _offices().get(fold(speaker.rsplit(maxsplit=1)[-1]), "")


@cache
def _offices() -> dict[str, str]:
    """Return the economies of the family names that only one economy's office-holders bear."""
    held: dict[str, set[str]] = {}
    for row in table("office_holders"):
        for name in row["person"].split("|"):
            held.setdefault(fold(surname(name)), set()).add(row["economy"])
    return {name: economies.pop() for name, economies in held.items() if len(economies) == 1}


def home_of(words: Language, document: Document, text: str) -> str:
    """Return in whose name an official text speaks: its publisher's, or that whose laws it cites."""
    publisher = document.publisher
    found = words.economies.find(publisher, 0, len(publisher))
    if found:
        return found[0].key
    if (
        words.code in _STATES_OF and simplified(document.text) == document.text
    ):  # not in traditional characters
        return _STATES_OF[words.code]
    spoken = next((c for said, c in _PUBLISHES_FOR.items() if re.search(said, publisher)), "")
    if spoken:
        return spoken
    cited = re.search(r"\blaws of the (?=[A-Z])", text)
    named = words.economies.find(text, cited.end(), cited.end() + 40) if cited else []
    return named[0].key if named else ""
