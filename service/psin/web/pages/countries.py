"""English names for the country and language codes of the EU authority tables.

Source: http://publications.europa.eu/resource/authority/country (ISO 3166-1 alpha-3), .../language (ISO 639-3).
"""

from __future__ import annotations

_COUNTRIES = """
AFG Afghanistan|ALB Albania|DZA Algeria|AND Andorra|AGO Angola|ARG Argentina|ARM Armenia|AUS Australia|AUT Austria
AZE Azerbaijan|BHS Bahamas|BHR Bahrain|BGD Bangladesh|BRB Barbados|BLR Belarus|BEL Belgium|BLZ Belize|BEN Benin
BTN Bhutan|BOL Bolivia|BIH Bosnia and Herzegovina|BWA Botswana|BRA Brazil|BRN Brunei|BGR Bulgaria|BFA Burkina Faso
BDI Burundi|CPV Cabo Verde|KHM Cambodia|CMR Cameroon|CAN Canada|CAF Central African Republic|TCD Chad|CHL Chile
CHN China|COL Colombia|COM Comoros|COG Congo|COD Democratic Republic of the Congo|CRI Costa Rica|CIV Côte d’Ivoire
HRV Croatia|CUB Cuba|CYP Cyprus|CZE Czechia|DNK Denmark|DJI Djibouti|DMA Dominica|DOM Dominican Republic|ECU Ecuador
EGY Egypt|SLV El Salvador|GNQ Equatorial Guinea|ERI Eritrea|EST Estonia|SWZ Eswatini|ETH Ethiopia|FJI Fiji|FIN Finland
FRA France|GAB Gabon|GMB Gambia|GEO Georgia|DEU Germany|GHA Ghana|GRC Greece|GRD Grenada|GTM Guatemala|GIN Guinea
GNB Guinea-Bissau|GUY Guyana|HTI Haiti|HND Honduras|HKG Hong Kong|HUN Hungary|ISL Iceland|IND India|IDN Indonesia
IRN Iran|IRQ Iraq|IRL Ireland|ISR Israel|ITA Italy|JAM Jamaica|JPN Japan|JOR Jordan|KAZ Kazakhstan|KEN Kenya
KIR Kiribati|PRK North Korea|KOR South Korea|XKX Kosovo|KWT Kuwait|KGZ Kyrgyzstan|LAO Laos|LVA Latvia|LBN Lebanon
LSO Lesotho|LBR Liberia|LBY Libya|LIE Liechtenstein|LTU Lithuania|LUX Luxembourg|MAC Macao|MDG Madagascar|MWI Malawi
MYS Malaysia|MDV Maldives|MLI Mali|MLT Malta|MHL Marshall Islands|MRT Mauritania|MUS Mauritius|MEX Mexico
FSM Micronesia|MDA Moldova|MCO Monaco|MNG Mongolia|MNE Montenegro|MAR Morocco|MOZ Mozambique|MMR Myanmar|NAM Namibia
NRU Nauru|NPL Nepal|NLD Netherlands|NZL New Zealand|NIC Nicaragua|NER Niger|NGA Nigeria|MKD North Macedonia|NOR Norway
OMN Oman|PAK Pakistan|PLW Palau|PSE Palestine|PAN Panama|PNG Papua New Guinea|PRY Paraguay|PER Peru|PHL Philippines
POL Poland|PRT Portugal|PRI Puerto Rico|QAT Qatar|ROU Romania|RUS Russia|RWA Rwanda|KNA Saint Kitts and Nevis
LCA Saint Lucia|VCT Saint Vincent and the Grenadines|WSM Samoa|SMR San Marino|STP São Tomé and Príncipe
SAU Saudi Arabia|SEN Senegal|SRB Serbia|SYC Seychelles|SLE Sierra Leone|SGP Singapore|SVK Slovakia|SVN Slovenia
SLB Solomon Islands|SOM Somalia|ZAF South Africa|SSD South Sudan|ESP Spain|LKA Sri Lanka|SDN Sudan|SUR Suriname
SWE Sweden|CHE Switzerland|SYR Syria|TWN Taiwan|TJK Tajikistan|TZA Tanzania|THA Thailand|TLS Timor-Leste|TGO Togo
TON Tonga|TTO Trinidad and Tobago|TUN Tunisia|TUR Türkiye|TKM Turkmenistan|TUV Tuvalu|UGA Uganda|UKR Ukraine
ARE United Arab Emirates|GBR United Kingdom|USA United States|URY Uruguay|UZB Uzbekistan|VUT Vanuatu|VAT Holy See
VEN Venezuela|VNM Viet Nam|YEM Yemen|ZMB Zambia|ZWE Zimbabwe
"""
_LANGUAGES = """
ENG English|FRA French|DEU German|SPA Spanish|NLD Dutch|POR Portuguese|ITA Italian|SWE Swedish|DAN Danish
NOR Norwegian|FIN Finnish|ISL Icelandic|EST Estonian|LAV Latvian|LIT Lithuanian|POL Polish|CES Czech|SLK Slovak
SLV Slovenian|HRV Croatian|HUN Hungarian|RON Romanian|BUL Bulgarian|ELL Greek|GLE Irish|MLT Maltese|CAT Catalan
ARA Arabic|HEB Hebrew|JPN Japanese|KOR Korean|MSA Malay|ZHO Chinese|UKR Ukrainian|TUR Turkish|SRP Serbian|HIN Hindi
IND Indonesian|THA Thai|VIE Vietnamese
"""


def _table(text: str) -> dict[str, str]:
    rows = text.replace("\n", "|").split("|")
    return {code: name for code, _, name in (row.strip().partition(" ") for row in rows) if code}


COUNTRIES = _table(_COUNTRIES)
LANGUAGES = _table(_LANGUAGES)

#: Names of the languages of labels, by the tag that stands in the data.
TAGS = {
    "ar": "Arabic",
    "ca": "Catalan",
    "cs": "Czech",
    "da": "Danish",
    "de": "German",
    "el": "Greek",
    "en": "English",
    "es": "Spanish",
    "et": "Estonian",
    "fi": "Finnish",
    "fr": "French",
    "he": "Hebrew",
    "is": "Icelandic",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "ms": "Malay",
    "nb": "Norwegian",
    "nl": "Dutch",
    "nn": "Norwegian",
    "no": "Norwegian",
    "pl": "Polish",
    "pt": "Portuguese",
    "sl": "Slovenian",
    "sv": "Swedish",
    "zh": "Chinese",
    "mi": "Māori",
    "cy": "Welsh",
    "ga": "Irish",
    "eu": "Basque",
    "gl": "Galician",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "ro": "Romanian",
    "lv": "Latvian",
    "lt": "Lithuanian",
    "hu": "Hungarian",
    "hr": "Croatian",
    "sk": "Slovak",
    "bg": "Bulgarian",
    "fil": "Filipino",
    "id": "Indonesian",
}


def name(code: str) -> str:
    """``NLD`` as ``Netherlands``; the code itself where it is not known."""
    return COUNTRIES.get(code, code)


def language(code: str) -> str:
    return LANGUAGES.get(code, code)


def language_of(tag: str) -> str:
    """``pt-br`` as ``Portuguese``; the tag itself where it is not known."""
    return TAGS.get(tag.split("-")[0], tag)
