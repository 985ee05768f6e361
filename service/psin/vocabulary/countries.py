"""English names for the country codes of the EU authority table.

Source: http://publications.europa.eu/resource/authority/country (ISO 3166-1 alpha-3).
"""

from __future__ import annotations

from functools import cache

_TABLE = """
AFG Afghanistan|ALA Åland Islands|ALB Albania|DZA Algeria|AND Andorra|AGO Angola|ATG Antigua and Barbuda|ARG Argentina
ARM Armenia|ABW Aruba|AUS Australia|AUT Austria|AZE Azerbaijan|BHS Bahamas|BHR Bahrain|BGD Bangladesh|BRB Barbados
BLR Belarus|BEL Belgium|BLZ Belize|BEN Benin|BMU Bermuda|BTN Bhutan|BOL Bolivia|BIH Bosnia and Herzegovina
BWA Botswana|BRA Brazil|BRN Brunei|BGR Bulgaria|BFA Burkina Faso|BDI Burundi|CPV Cabo Verde|KHM Cambodia|CMR Cameroon
CAN Canada|CYM Cayman Islands|CAF Central African Republic|TCD Chad|CHL Chile|CHN China|COL Colombia|COM Comoros
COG Congo|COK Cook Islands|CRI Costa Rica|HRV Croatia|CUB Cuba|CUW Curaçao|CYP Cyprus|CZE Czechia|CIV Côte d’Ivoire
COD Democratic Republic of the Congo|DNK Denmark|DJI Djibouti|DMA Dominica|DOM Dominican Republic|ECU Ecuador
EGY Egypt|SLV El Salvador|GNQ Equatorial Guinea|ERI Eritrea|EST Estonia|SWZ Eswatini|ETH Ethiopia|FRO Faroe Islands
FJI Fiji|FIN Finland|FRA France|GUF French Guiana|PYF French Polynesia|GAB Gabon|GMB Gambia|GEO Georgia|DEU Germany
GHA Ghana|GIB Gibraltar|GRC Greece|GRL Greenland|GRD Grenada|GLP Guadeloupe|GTM Guatemala|GGY Guernsey|GIN Guinea
GNB Guinea-Bissau|GUY Guyana|HTI Haiti|VAT Holy See|HND Honduras|HKG Hong Kong|HUN Hungary|ISL Iceland|IND India
IDN Indonesia|IRN Iran|IRQ Iraq|IRL Ireland|IMN Isle of Man|ISR Israel|ITA Italy|JAM Jamaica|JPN Japan|JEY Jersey
JOR Jordan|KAZ Kazakhstan|KEN Kenya|KIR Kiribati|XKX Kosovo|KWT Kuwait|KGZ Kyrgyzstan|LAO Laos|LVA Latvia|LBN Lebanon
LSO Lesotho|LBR Liberia|LBY Libya|LIE Liechtenstein|LTU Lithuania|LUX Luxembourg|MAC Macao|MDG Madagascar|MWI Malawi
MYS Malaysia|MDV Maldives|MLI Mali|MLT Malta|MHL Marshall Islands|MTQ Martinique|MRT Mauritania|MUS Mauritius
MYT Mayotte|MEX Mexico|FSM Micronesia|MDA Moldova|MCO Monaco|MNG Mongolia|MNE Montenegro|MAR Morocco|MOZ Mozambique
MMR Myanmar|NAM Namibia|NRU Nauru|NPL Nepal|NLD Netherlands|NCL New Caledonia|NZL New Zealand|NIC Nicaragua|NER Niger
NGA Nigeria|NIU Niue|PRK North Korea|MKD North Macedonia|NOR Norway|OMN Oman|PAK Pakistan|PLW Palau|PSE Palestine
PAN Panama|PNG Papua New Guinea|PRY Paraguay|PER Peru|PHL Philippines|POL Poland|PRT Portugal|PRI Puerto Rico
QAT Qatar|ROU Romania|RUS Russia|RWA Rwanda|REU Réunion|KNA Saint Kitts and Nevis|LCA Saint Lucia
VCT Saint Vincent and the Grenadines|WSM Samoa|SMR San Marino|SAU Saudi Arabia|SEN Senegal|SRB Serbia|SYC Seychelles
SLE Sierra Leone|SGP Singapore|SVK Slovakia|SVN Slovenia|SLB Solomon Islands|SOM Somalia|ZAF South Africa
KOR South Korea|SSD South Sudan|ESP Spain|LKA Sri Lanka|SDN Sudan|SUR Suriname|SWE Sweden|CHE Switzerland|SYR Syria
STP São Tomé and Príncipe|TWN Taiwan|TJK Tajikistan|TZA Tanzania|THA Thailand|TLS Timor-Leste|TGO Togo|TON Tonga
TTO Trinidad and Tobago|TUN Tunisia|TKM Turkmenistan|TUV Tuvalu|TUR Türkiye|UGA Uganda|UKR Ukraine
ARE United Arab Emirates|GBR United Kingdom|USA United States|URY Uruguay|UZB Uzbekistan|VUT Vanuatu|VEN Venezuela
VNM Viet Nam|YEM Yemen|ZMB Zambia|ZWE Zimbabwe
"""

#: Codes and names, in the order of the names.
COUNTRIES: dict[str, str] = {
    code: name for code, _, name in (row.partition(" ") for row in _TABLE.strip().replace("\n", "|").split("|"))
}

#: Languages in which countries are found beside English.
_SEARCHED = ("fr", "de", "es")
_TWO_LETTERS = {"XKX": "XK"}


@cache
def names_of(code: str) -> dict[str, str]:
    """Language tag to the name of a country in it; empty for a code that is not known. Source: Unicode CLDR."""
    if code not in COUNTRIES:
        return {}
    from babel.core import Locale, get_global

    short = _TWO_LETTERS.get(code) or next(iter(get_global("territory_aliases").get(code, ())), code)
    others = {tag: Locale(tag).territories.get(short) for tag in _SEARCHED}
    return {"en": COUNTRIES[code]} | {tag: name for tag, name in others.items() if name}
