"""Economies by any usual name, and groups."""

import pytest

from cobden.base.economies import GROUPS, ROW, group, label, names, resolve, resolve_all
from cobden.base.errors import InputError


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("US", "USA"), ("the United States", "USA"), ("u.s.", "USA"), ("usa", "USA"),
        ("Japan", "JPN"), (" jp ", "JPN"), ("South Korea", "KOR"), ("Côte d'Ivoire", "CIV"),
        ("TÜRKİYE", "TUR"), ("Viet Nam", "VNM"), ("Vietnam", "VNM"), ("Taiwan", "TWN"),
        ("Russian Federation", "RUS"), ("The Netherlands", "NLD"), ("Britain", "GBR"),
        ("the rest of the world", ROW), ("row", ROW), ("Burma", "MMR"),
    ],
)  # fmt: skip
def test_usual_names_are_known(name, code):
    assert resolve(name) == code


SPELLINGS = {
    "World Bank": """Bahamas, The:BHS|Congo, Dem. Rep.:COD|Congo, Rep.:COG|Cote d'Ivoire:CIV|
        Curacao:CUW|
        Egypt, Arab Rep.:EGY|Gambia, The:GMB|Hong Kong SAR, China:HKG|Iran, Islamic Rep.:IRN|
        Korea, Dem. People's Rep.:PRK|Korea, Rep.:KOR|Kyrgyz Republic:KGZ|Lao PDR:LAO|
        Macao SAR, China:MAC|Micronesia, Fed. Sts.:FSM|Puerto Rico (US):PRI|Slovak Republic:SVK|
        St. Kitts and Nevis:KNA|St. Lucia:LCA|St. Martin (French part):MAF|Turkiye:TUR|
        St. Vincent and the Grenadines:VCT|Sint Maarten (Dutch part):SXM|Venezuela, RB:VEN|
        Somalia, Fed. Rep.:SOM|Virgin Islands (U.S.):VIR|West Bank and Gaza:PSE|Kosovo:XKX|XKX:XKX|
        Yemen, Rep.:YEM|Taiwan, China:TWN|ROM:ROU|ZAR:COD|TMP:TLS|WBG:PSE|Macedonia, FYR:MKD""",
    "Comtrade": """Bolivia (Plurinational State of):BOL|Bosnia Herzegovina:BIH|Br. Virgin Isds:VGB|
        Brunei Darussalam:BRN|Cabo Verde:CPV|Cayman Isds:CYM|Central African Rep.:CAF|
        China, Hong Kong SAR:HKG|China, Macao SAR:MAC|Cook Isds:COK|Czech Rep.:CZE|
        Dem. People's Rep. of Korea:PRK|Dem. Rep. of the Congo:COD|Dominican Rep.:DOM|
        FS Micronesia:FSM|Faeroe Isds:FRO|Falkland Isds (Malvinas):FLK|
        Holy See (Vatican City State):VAT|
        Lao People's Dem. Rep.:LAO|Marshall Isds:MHL|N. Mariana Isds:MNP|Other Asia, nes:TWN|
        Rep. of Korea:KOR|Rep. of Moldova:MDA|Solomon Isds:SLB|State of Palestine:PSE|
        TFYR of Macedonia:MKD|Turks and Caicos Isds:TCA|US Virgin Isds:VIR|
        United Rep. of Tanzania:TZA|Wallis and Futuna Isds:WLF|490:TWN|842:USA|251:FRA|757:CHE|
        579:NOR|699:IND|USA (before 1981):USA|Switzerland, Liechtenstein:CHE|France, Monaco:FRA""",
    "IMF": """Armenia, Republic of:ARM|Aruba, Kingdom of the Netherlands:ABW|
        Bahrain, Kingdom of:BHR|
        China, P.R.: Hong Kong:HKG|China, P.R.: Mainland:CHN|Equatorial Guinea, Republic of:GNQ|
        Comoros, Union of the:COM|Congo, Democratic Republic of the:COD|Congo, Republic of:COG|
        Fiji, Republic of:FJI|Kosovo, Republic of:XKX|Lao P.D.R.:LAO|Netherlands, The:NLD|
        North Macedonia, Republic of:MKD|Poland, Republic of:POL|Taiwan Province of China:TWN|
        São Tomé and Príncipe, Democratic Republic of:STP|Türkiye, Republic of:TUR|UVK:XKX|
        South Sudan, Republic of:SSD|Timor-Leste, Democratic Republic of:TLS""",
    "WTO": """Hong Kong, China:HKG|Macao, China:MAC|Chinese Taipei:TWN|C156:CHN|C840:USA|
        Bolivia, Plurinational State of:BOL|Venezuela, Bolivarian Republic of:VEN|
        Separate Customs Territory of Taiwan, Penghu, Kinmen and Matsu:TWN|
        Saudi Arabia, Kingdom of:SAU|Kuwait, the State of:KWT|Korea, Republic of:KOR""",
    "numbers of M49": "392:JPN|036:AUS|36:AUS|156:CHN|4:AFG|276:DEU",
    "old names and others": """Republic of Turkey:TUR|Swaziland:SWZ|Vatican:VAT|Korea, North:PRK|
        Zaire:COD|Upper Volta:BFA|Ceylon:LKA|East Timor:TLS|Côte d’Ivoire:CIV|
        Bosnia & Herzegovina:BIH|
        S. Sudan:SSD|N. Macedonia:MKD|Myanmar (Burma):MMR|Republic of Ireland:IRL|P.R. China:CHN|
        Russian Fed.:RUS|Germany, Federal Republic of:DEU|U.A.E.:ARE|EL:GRC|
        Kingdom of Norway:NOR""",
}  # fmt: skip
SPELT = [
    tuple(pair.strip().rsplit(":", 1))
    for listed in SPELLINGS.values()
    for pair in listed.replace("\n", " ").split("|")
]


@pytest.mark.parametrize(("name", "code"), SPELT)
def test_the_spellings_of_others(name, code):
    assert resolve(" ".join(name.split())) == code


@pytest.mark.parametrize("name", ["EUN", "European Union (27)", "U918", "EU-27", "EUU"])
def test_the_union_in_the_lists_of_others(name):
    assert label(name) == "EU27"
    with pytest.raises(InputError, match="is 27 economies"):
        resolve(name)


@pytest.mark.parametrize(
    ("name", "candidates"),
    [
        ("Democratic Republic of Korea", ("KOR", "PRK")), ("Republic of China", ("CHN", "TWN")),
        ("Czechoslovakia", ("CZE", "SVK")), ("YUG", ("HRV", "SRB")),
        ("Virgin Islands", ("VGB", "VIR")),
        ("Belgium-Luxembourg", ("BEL", "LUX")), ("BLX", ("BEL", "LUX")), ("SCG", ("MNE", "SRB")),
        ("St Martin", ("MAF", "SXM")), ("EU28", ("EU27", "GBR")), ("CHI", ("GGY", "CHL")),
        ("Areas, nes", ()), ("World", ()), ("Special Categories", ()),
    ],
)  # fmt: skip
def test_what_is_no_one_economy_is_refused_with_the_candidates(name, candidates):
    for reader in (resolve, label):
        with pytest.raises(InputError, match="names no one economy") as caught:
            reader(name)
        assert all(code in str(caught.value) for code in candidates)
    assert group(name) is None


@pytest.mark.parametrize(
    ("name", "hint"),
    [("Afganistan", "afghanistan"), ("Morroco", "morocco"), ("Cape Verde Islands", "cape verde"),
     ("Untied States", "united states"), ("Phillipines", "philippines")],
)  # fmt: skip
def test_a_hint_is_near_or_not_given(name, hint):
    with pytest.raises(InputError, match=f"Did you mean '{hint}'"):
        resolve(name)
    for odd in ("BRD", "Xyzzy", "Islands of the Blest", "1000"):
        with pytest.raises(InputError) as caught:
            resolve(odd)
        assert "Did you mean" not in str(caught.value)


def test_groups_have_their_members_and_every_member_is_an_economy():
    sizes = {name: len(members) for name, members in GROUPS.items()}
    assert sizes["EU27"] == 27
    assert sizes["ASEAN"] == 10
    assert sizes["G7"] == 7
    for members in GROUPS.values():
        assert set(members) <= set(names().values())
        assert len(set(members)) == len(members)


def test_groups_by_other_names():
    assert group("the European Union") == group("EU") == GROUPS["EU27"]
    assert group("asean") == GROUPS["ASEAN"]
    assert group("Japan") is None


@pytest.mark.parametrize(
    ("name", "known"),
    [("the European Union", "EU27"), ("eu", "EU27"), ("asean", "ASEAN"), ("Japan", "JPN")],
)
def test_an_economy_or_a_group_has_one_label(name, known):
    assert label(name) == known == label(known)


@pytest.mark.parametrize(("name", "meant"), [("EU72", "EU27"), ("Jpaan", "japan"), ("", "name")])
def test_a_label_that_is_neither_suggests_the_nearest(name, meant):
    with pytest.raises(InputError, match=meant):
        label(name)


def test_lists_replace_groups_and_keep_each_once():
    assert resolve_all(["Canada", "USMCA"]) == ["CAN", "MEX", "USA"]
    assert resolve_all("jp") == ["JPN"]


@pytest.mark.parametrize("name", ["Germny", "", None, 7])
def test_what_is_no_economy_is_an_error(name):
    with pytest.raises(InputError) as caught:
        resolve(name)
    assert caught.value.remedy
