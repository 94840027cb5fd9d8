# ruff: noqa: E501  # sentences stand on one line each
"""Eleven ways to tell a duty say whether it holds, in each language, whoever acts at whatever rate."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from cobden.evidence.documents import Document
from cobden.evidence.extract import claims
from cobden.study.known_facts import knowledge

SAID = {  # of each language: a sentence, who may act in it, and eleven ways to tell a duty
    "de": (
        "{who} {how}.",
        {"Peru": "PER", "Kanada": "CAN", "Norwegen": "NOR", "Indien": "IND"},
        {
            "hat einen Zoll von {r} Prozent auf chilenischen Wein verhängt": "in force",
            "wird einen Zoll von {r} Prozent auf chilenischen Wein erheben": "planned",
            "hat sich verpflichtet, seinen Zoll auf chilenischen Wein auf {r} Prozent zu senken": "agreed",
            "hat angeboten, seinen Zoll auf chilenischen Wein auf {r} Prozent zu senken": "offered",
            "droht mit einem Zoll von {r} Prozent auf chilenischen Wein": "threatened",
            "erwägt einen Zoll von {r} Prozent auf chilenischen Wein": "considered",
            "hat seinen Zoll von {r} Prozent auf chilenischen Wein ausgesetzt": "suspended",
            "hat seinen Zoll von {r} Prozent auf chilenischen Wein abgeschafft": "removed",
            "weigert sich, seinen Zoll auf chilenischen Wein auf {r} Prozent zu senken": "denied",
            "muss seinen Zoll auf chilenischen Wein auf {r} Prozent senken": "asked",
            "wird, falls die Gespräche scheitern, seinen Zoll auf chilenischen Wein auf {r} Prozent erhöhen": "conditional",
        },
    ),
    "fr": (
        "{who} {how}.",
        {"Le Pérou": "PER", "Le Canada": "CAN", "La Norvège": "NOR", "L'Inde": "IND"},
        {
            "a imposé un droit de {r} % sur le vin chilien": "in force",
            "imposera un droit de {r} % sur le vin chilien": "planned",
            "s'est engagé à réduire à {r} % ses droits sur le vin chilien": "agreed",
            "a proposé de réduire à {r} % ses droits sur le vin chilien": "offered",
            "menace d'imposer un droit de {r} % sur le vin chilien": "threatened",
            "envisage un droit de {r} % sur le vin chilien": "considered",
            "a suspendu son droit de {r} % sur le vin chilien": "suspended",
            "a supprimé son droit de {r} % sur le vin chilien": "removed",
            "refuse de réduire à {r} % ses droits sur le vin chilien": "denied",
            "devrait réduire à {r} % ses droits sur le vin chilien": "asked",
            "imposera, si les négociations échouent, un droit de {r} % sur le vin chilien": "conditional",
        },
    ),
    "es": (
        "{who} {how}.",
        {"Perú": "PER", "Canadá": "CAN", "Noruega": "NOR", "India": "IND"},
        {
            "impuso un arancel del {r}% al vino chileno": "in force",
            "impondrá un arancel del {r}% al vino chileno": "planned",
            "se comprometió a reducir al {r}% su arancel al vino chileno": "agreed",
            "ofreció reducir al {r}% su arancel al vino chileno": "offered",
            "amenazó con imponer un arancel del {r}% al vino chileno": "threatened",
            "estudia imponer un arancel del {r}% al vino chileno": "considered",
            "suspendió su arancel del {r}% al vino chileno": "suspended",
            "eliminó su arancel del {r}% al vino chileno": "removed",
            "se niega a reducir al {r}% su arancel al vino chileno": "denied",
            "debe reducir al {r}% su arancel al vino chileno": "asked",
            "impondrá, si fracasan las negociaciones, un arancel del {r}% al vino chileno": "conditional",
        },
    ),
    "ja": (
        "{who}{how}。",
        {"ペルーは": "PER", "カナダは": "CAN", "ノルウェーは": "NOR", "インドは": "IND"},
        {
            "チリ産ワインに{r}%の関税を課した": "in force",
            "チリ産ワインに{r}%の関税を課す方針だ": "planned",
            "チリ産ワインの関税を{r}%に引き下げることで合意した": "agreed",
            "チリ産ワインの関税を{r}%に引き下げることを提案した": "offered",
            "チリ産ワインに{r}%の関税を課すと警告した": "threatened",
            "チリ産ワインに{r}%の関税を課すことを検討している": "considered",
            "チリ産ワインに対する{r}%の関税を停止した": "suspended",
            "チリ産ワインに対する{r}%の関税を撤廃した": "removed",
            "チリ産ワインの関税を{r}%に引き下げることを拒否した": "denied",
            "チリ産ワインの関税を{r}%に引き下げるよう求められた": "asked",
            "交渉が決裂すれば、チリ産ワインに{r}%の関税を課す": "conditional",
        },
    ),
    "ko": (
        "{who} {how}.",
        {"페루는": "PER", "캐나다는": "CAN", "노르웨이는": "NOR", "인도는": "IND"},
        {
            "칠레산 와인에 {r}% 관세를 부과했다": "in force",
            "칠레산 와인에 {r}% 관세를 부과할 예정이다": "planned",
            "칠레산 와인 관세를 {r}%로 인하하기로 합의했다": "agreed",
            "칠레산 와인 관세를 {r}%로 인하하겠다고 제안했다": "offered",
            "칠레산 와인에 {r}% 관세를 부과하겠다고 위협했다": "threatened",
            "칠레산 와인에 {r}% 관세를 부과하는 방안을 검토하고 있다": "considered",
            "칠레산 와인에 대한 {r}% 관세를 유예했다": "suspended",
            "칠레산 와인에 대한 {r}% 관세를 철폐했다": "removed",
            "칠레산 와인 관세를 {r}%로 인하하지 않겠다고 밝혔다": "denied",
            "칠레산 와인 관세를 {r}%로 인하해 달라는 요구를 받았다": "asked",
            "협상이 결렬되면 칠레산 와인에 {r}% 관세를 부과할 예정이다": "conditional",
        },
    ),
    "zh": (
        "{who}{how}。",
        {"秘鲁": "PER", "加拿大": "CAN", "挪威": "NOR", "印度": "IND"},
        {
            "对智利葡萄酒征收{r}%的关税": "in force",
            "将对智利葡萄酒征收{r}%的关税": "planned",
            "同意将智利葡萄酒的关税降至{r}%": "agreed",
            "提议将智利葡萄酒的关税降至{r}%": "offered",
            "威胁对智利葡萄酒征收{r}%的关税": "threatened",
            "考虑对智利葡萄酒征收{r}%的关税": "considered",
            "暂停了对智利葡萄酒征收的{r}%关税": "suspended",
            "取消了对智利葡萄酒征收的{r}%关税": "removed",
            "拒绝将智利葡萄酒的关税降至{r}%": "denied",
            "应当将智利葡萄酒的关税降至{r}%": "asked",
            "如果谈判失败,将对智利葡萄酒征收{r}%的关税": "conditional",
        },
    ),
}


STANDINGS = {
    "in force", "planned", "agreed", "offered", "threatened", "considered", "suspended", "removed",
    "denied", "asked", "conditional",
}  # fmt: skip


def test_every_language_tells_all_eleven():
    assert set(SAID) == {"de", "fr", "es", "ja", "ko", "zh"}  # English: test_acts, test_kinds
    assert all(set(ways.values()) == STANDINGS for _, _, ways in SAID.values())


@settings(max_examples=60, deadline=None)
@given(data=st.data(), code=st.sampled_from(sorted(SAID)), rate=st.integers(2, 97))
def test_how_a_duty_is_told_says_whether_it_holds(data, code, rate):
    sentence, actors, ways = SAID[code]
    who = data.draw(st.sampled_from(sorted(actors)))
    how = data.draw(st.sampled_from(sorted(ways)))
    text = sentence.format(who=who, how=how.format(r=rate))
    found = claims(Document.of("note", text, published=date(2025, 12, 15)), knowledge())
    told = [(c.by, c.on, c.goods, c.standing) for c in found if c.value == rate]
    assert told == [(actors[who], "CHL", ("wine",), ways[how])], text
