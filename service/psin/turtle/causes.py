"""What can be wrong with a Turtle text: one table with the words for each cause, in both languages of the project.

Source: RDF 1.1 Turtle, section 6.5; the causes are the mistakes that people make in it.
"""

from __future__ import annotations

from ..light import Record


class Cause(Record):
    """A sentence that says what is wrong and one that says what to write, each in English and French.

    ``derails`` is True where what follows on the same line cannot be trusted.
    """

    detail: str
    advice: str
    detail_fr: str
    advice_fr: str
    derails: bool = True


_BASE = "@base <https://w3id.org/psin/network/my-network> ."
_SEPARATORS = "Values of one property are separated by commas, properties by semicolons, and a subject ends with a dot."
_SEPARATORS_FR = (
    "Les valeurs d’une propriété sont séparées par des virgules, les propriétés par des points-virgules, "
    "et un sujet finit par un point."
)

CAUSES: dict[str, Cause] = {
    "missing-dot": Cause(
        "A dot is missing before {found}.",
        "Write ' .' here: a declaration, or the description of a subject, ends with it.",
        "Il manque un point avant {found}.",
        "Écrire « . » ici : une déclaration, ou la description d’un sujet, finit par un point.",
    ),
    "missing-semicolon": Cause(
        "A semicolon is missing before {found}.",
        "Write ' ;' here: another property of the same subject follows.",
        "Il manque un point-virgule avant {found}.",
        "Écrire « ; » ici : une autre propriété du même sujet suit.",
    ),
    "missing-comma": Cause(
        "A comma is missing before {found}.",
        "Write ' ,' here: another value of the same property follows.",
        "Il manque une virgule avant {found}.",
        "Écrire « , » ici : une autre valeur de la même propriété suit.",
    ),
    "semicolon-for-dot": Cause(
        "The description of a subject ends here, so this must be a dot, not a semicolon.",
        "Write ' .' in its place, because {found} starts a new subject.",
        "La description d’un sujet finit ici : il faut un point, pas un point-virgule.",
        "Écrire « . » à sa place, car {found} commence un nouveau sujet.",
    ),
    "comma-for-dot": Cause(
        "The description of a subject ends here, so this must be a dot, not a comma.",
        "Write ' .' in its place, because {found} starts a new subject.",
        "La description d’un sujet finit ici : il faut un point, pas une virgule.",
        "Écrire « . » à sa place, car {found} commence un nouveau sujet.",
    ),
    "comma-for-semicolon": Cause(
        "Another property follows, so this must be a semicolon, not a comma.",
        "Write ' ;' in its place: {found} is a property, not a further value.",
        "Une autre propriété suit : il faut un point-virgule, pas une virgule.",
        "Écrire « ; » à sa place : {found} est une propriété, pas une autre valeur.",
    ),
    "semicolon-for-comma": Cause(
        "Another value of the same property follows, so this must be a comma, not a semicolon.",
        "Write ' ,' in its place, or the missing property before {found}.",
        "Une autre valeur de la même propriété suit : il faut une virgule, pas un point-virgule.",
        "Écrire « , » à sa place, ou la propriété qui manque avant {found}.",
    ),
    "dot-for-semicolon": Cause(
        "The description of the subject goes on, so this must be a semicolon, not a dot.",
        "Write ' ;' in its place, or the missing subject before {found}.",
        "La description du sujet continue : il faut un point-virgule, pas un point.",
        "Écrire « ; » à sa place, ou le sujet qui manque avant {found}.",
    ),
    "dot-for-comma": Cause(
        "Another value follows, so this must be a comma, not a dot.",
        "Write ' ,' in its place, or the missing subject and property before {found}.",
        "Une autre valeur suit : il faut une virgule, pas un point.",
        "Écrire « , » à sa place, ou le sujet et la propriété qui manquent avant {found}.",
    ),
    "ends-nothing": Cause(
        "The {found} ends nothing.",
        "Remove it, or write the missing subject before it.",
        "Le {found} ne termine rien.",
        "Le retirer, ou écrire avant lui le sujet qui manque.",
    ),
    "closes-nothing": Cause(
        "The {found} closes nothing.",
        "Remove it, or write the bracket that it should close.",
        "Le {found} ne ferme rien.",
        "Le retirer, ou écrire la parenthèse ouvrante qui lui manque.",
    ),
    "not-closed": Cause(
        "The {opening} is not closed before {found}.",
        "Close it with '{closing}'.",
        "Le {opening} n’est pas fermé avant {found}.",
        "Le fermer par « {closing} ».",
    ),
    "never-closed": Cause(
        "The {opening} is never closed.",
        "Close it with '{closing}'.",
        "Le {opening} n’est jamais fermé.",
        "Le fermer par « {closing} ».",
    ),
    "too-deep": Cause(
        "Brackets are nested more than {limit} deep.",
        "Give the inner things addresses of their own.",
        "Les parenthèses sont imbriquées sur plus de {limit} niveaux.",
        "Donner des adresses propres aux choses intérieures.",
    ),
    "no-subject": Cause(
        "A subject is expected here, not {found}.",
        _SEPARATORS,
        "Un sujet est attendu ici, et non {found}.",
        _SEPARATORS_FR,
    ),
    "no-property": Cause(
        "A property is expected here, not {found}.",
        "Is a semicolon or a dot missing before it, or one too many?",
        "Une propriété est attendue ici, et non {found}.",
        "Manque-t-il un point-virgule ou un point avant, ou y en a-t-il un de trop ?",
    ),
    "no-value": Cause(
        "A value is expected here, not {found}.",
        "Write the value, or remove the property that has none.",
        "Une valeur est attendue ici, et non {found}.",
        "Écrire la valeur, ou retirer la propriété qui n’en a pas.",
    ),
    "bare-word": Cause(
        "{found} is neither a text nor a name.",
        "Put a text between quotation marks, or write the prefix of the name, such as psin:{word}.",
        "{found} n’est ni un texte ni un nom.",
        "Mettre un texte entre guillemets droits, ou écrire le préfixe du nom, par exemple psin:{word}.",
    ),
    "boolean-case": Cause(
        "{found} is written without capitals.",
        "Write {word}.",
        "{found} s’écrit sans majuscules.",
        "Écrire {word}.",
    ),
    "bare-date": Cause(
        "The date {date} needs quotation marks and its type.",
        'Write "{date}"^^xsd:{type}.',
        "Il faut à la date {date} des guillemets et son type.",
        'Écrire "{date}"^^xsd:{type}.',
    ),
    "quote-inside": Cause(
        "The text ends at this quotation mark, and more text follows.",
        "Write a quotation mark inside a text as \\{sign}, or use the other kind of quotation marks around it.",
        "Le texte finit à ce guillemet, et du texte suit.",
        "Écrire \\{sign} pour un guillemet dans un texte, ou l’entourer de l’autre sorte de guillemets.",
    ),
    "not-closed-text": Cause(
        "A text starts with {sign} and is not closed.",
        "Close it with {sign} before the line ends; a text of several lines stands between three of them.",
        "Un texte commence par {sign} et n’est pas fermé.",
        "Le fermer par {sign} avant la fin de la ligne ; un texte de plusieurs lignes se met entre trois de ces signes.",
    ),
    "line-break-in-text": Cause(
        "The text is not closed on its line: it goes on over a line break.",
        "Put a text of several lines between three quotation marks, {sign}{sign}{sign}, at both ends, or join the lines.",
        "Le texte n’est pas fermé sur sa ligne : il passe par une fin de ligne.",
        "Mettre un texte de plusieurs lignes entre trois guillemets, {sign}{sign}{sign}, aux deux bouts, ou joindre les lignes.",
    ),
    "curly-quotes": Cause(
        "Texts do not stand between typographic quotation marks such as {sign}.",
        'Write straight ones: "text"@en. A word processor may have changed them.',
        "Un texte ne se met pas entre des guillemets typographiques comme {sign}.",
        'Écrire des guillemets droits : "texte"@fr. Un traitement de texte les a peut-être changés.',
    ),
    "bad-escape": Cause(
        "The text contains an escape that is not allowed.",
        "Allowed are \\t \\n \\r \\b \\f \\\" \\' \\\\ \\uXXXX and \\UXXXXXXXX; a plain backslash is written \\\\.",
        "Le texte contient un échappement qui n’est pas permis.",
        "Sont permis \\t \\n \\r \\b \\f \\\" \\' \\\\ \\uXXXX et \\UXXXXXXXX ; une barre oblique inverse s’écrit \\\\.",
        derails=False,
    ),
    "bad-tag": Cause(
        "'{tag}' is not a language tag.",
        'Write the two letters of the language directly behind the text, such as "text"@en or "texte"@fr-ca.',
        "« {tag} » n’est pas une étiquette de langue.",
        'Écrire les deux lettres de la langue juste après le texte, comme "text"@en ou "texte"@fr-ca.',
        derails=False,
    ),
    "tag-without-text": Cause(
        "{found} belongs behind a text, and there is none.",
        'A text in quotation marks may have one language or one type: "text"@en, "2019"^^xsd:gYear.',
        "{found} se met après un texte, et il n’y en a pas.",
        'Un texte entre guillemets peut avoir une langue ou un type : "texte"@fr, "2019"^^xsd:gYear.',
    ),
    "no-datatype": Cause(
        "A datatype is expected behind ^^, not {found}.",
        "Write it like ^^xsd:date.",
        "Un type de donnée est attendu après ^^, et non {found}.",
        "L’écrire comme ^^xsd:date.",
    ),
    "one-caret": Cause(
        "A datatype follows two signs ^^, not one.",
        'Write it like "2019-02"^^xsd:gYearMonth.',
        "Un type de donnée suit deux signes ^^, et non un.",
        'L’écrire comme "2019-02"^^xsd:gYearMonth.',
        derails=False,
    ),
    "undeclared-prefix": Cause(
        "The prefix '{prefix}:' is not declared.",
        "Add at the top: @prefix {prefix}: <{namespace}> .",
        "Le préfixe « {prefix}: » n’est pas déclaré.",
        "Ajouter en haut : @prefix {prefix}: <{namespace}> .",
        derails=False,
    ),
    "unknown-prefix": Cause(
        "The prefix '{prefix}:' is not declared.",
        "Use a declared prefix, or add at the top: @prefix {prefix}: <the beginning of its addresses> .",
        "Le préfixe « {prefix}: » n’est pas déclaré.",
        "Employer un préfixe déclaré, ou ajouter en haut : @prefix {prefix}: <le début de ses adresses> .",
        derails=False,
    ),
    "prefix-case": Cause(
        "The prefix '{prefix}:' is not declared.",
        "Write {small}: in small letters.",
        "Le préfixe « {prefix}: » n’est pas déclaré.",
        "Écrire {small}: en minuscules.",
        derails=False,
    ),
    "no-base": Cause(
        "The address {iri} is relative, and the file names no base.",
        f"Add as first line: {_BASE}",
        "L’adresse {iri} est relative, et le fichier ne nomme pas de base.",
        f"Ajouter comme première ligne : {_BASE}",
        derails=False,
    ),
    "no-base-possible": Cause(
        "The address {iri} is relative, and a file in this syntax cannot name a base.",
        "Write the whole address, for example <https://w3id.org/psin/network/my-network>.",
        "L’adresse {iri} est relative, et un fichier dans cette syntaxe ne peut pas nommer de base.",
        "Écrire l’adresse entière, par exemple <https://w3id.org/psin/network/my-network>.",
        derails=False,
    ),
    "bad-iri": Cause(
        "The address {iri} contains {what}.",
        "Remove it, or write it as {code}.",
        "L’adresse {iri} contient {what}.",
        "À retirer, ou à écrire {code}.",
        derails=False,
    ),
    "no-iri": Cause(
        "The address {iri} is not a possible one.",
        "Copy it again from the address bar of a browser.",
        "L’adresse {iri} n’est pas possible.",
        "La recopier depuis la barre d’adresse d’un navigateur.",
        derails=False,
    ),
    "not-closed-iri": Cause(
        "An address starts with '<' and has no '>'.",
        "Close it with '>' on the same line.",
        "Une adresse commence par « < » et n’a pas de « > ».",
        "La fermer par « > » sur la même ligne.",
    ),
    "bare-iri": Cause(
        "The address {iri} stands without angle brackets.",
        "Write <{whole}>.",
        "L’adresse {iri} est sans chevrons.",
        "Écrire <{whole}>.",
    ),
    "prefix-form": Cause(
        "A prefix declaration needs a name that ends with a colon.",
        "Write it like @prefix {prefix}: <{namespace}> .",
        "La déclaration d’un préfixe demande un nom qui finit par deux points.",
        "L’écrire comme @prefix {prefix}: <{namespace}> .",
    ),
    "declared-iri": Cause(
        "An address in angle brackets is expected here, not {found}.",
        "Write it like {form}",
        "Une adresse entre chevrons est attendue ici, et non {found}.",
        "L’écrire comme {form}",
    ),
    "sparql-dot": Cause(
        "A line that starts with {word} has no dot at its end.",
        "Remove the dot, or write @{small} in place of {word}.",
        "Une ligne qui commence par {word} n’a pas de point à la fin.",
        "Retirer le point, ou écrire @{small} à la place de {word}.",
    ),
    "directive-case": Cause(
        "{found} is written in small letters.",
        "Write {small}.",
        "{found} s’écrit en minuscules.",
        "Écrire {small}.",
        derails=False,
    ),
    "byte-order-mark": Cause(
        "The file starts with a byte-order mark.",
        "Save it as UTF-8 without one.",
        "Le fichier commence par une marque d’ordre des octets.",
        "L’enregistrer en UTF-8 sans cette marque.",
    ),
    "conflict": Cause(
        "A conflict of two versions was left in the file.",
        "Keep one of the two versions, and remove the lines with <<<<<<<, ======= and >>>>>>>.",
        "Un conflit entre deux versions est resté dans le fichier.",
        "Garder une des deux versions et retirer les lignes avec <<<<<<<, ======= et >>>>>>>.",
    ),
    "foreign-comment": Cause(
        "A comment starts with #, not with {sign}.",
        "Write # in its place.",
        "Un commentaire commence par #, et non par {sign}.",
        "Écrire # à la place.",
    ),
    "hidden-sign": Cause(
        "The sign {code} cannot be seen and has no place here.",
        "Remove it, or write a plain blank. It often comes along when text is copied from a web page.",
        "Le signe {code} est invisible et n’a pas sa place ici.",
        "Le retirer, ou écrire une espace simple. Il vient souvent d’un texte copié d’une page web.",
    ),
    "sign": Cause(
        "The sign {found} has no place here.",
        "Remove it, or put it between quotation marks if it belongs to a text.",
        "Le signe {found} n’a pas sa place ici.",
        "Le retirer, ou le mettre entre guillemets s’il fait partie d’un texte.",
    ),
    "sign-in-name": Cause(
        "The sign {found} cannot stand in a short name.",
        "Write the whole address between angle brackets, < and >.",
        "Le signe {found} ne peut figurer dans un nom court.",
        "Écrire l’adresse entière entre chevrons, < et >.",
    ),
    "other-syntax": Cause(
        "The file holds {what}, not Turtle.",
        "Save it under the ending that fits (.jsonld, .rdf); of a web page, save the file behind it.",
        "Le fichier contient {what}, pas du Turtle.",
        "L’enregistrer avec l’extension qui convient (.jsonld, .rdf) ; d’une page web, enregistrer le fichier qu’elle montre.",
    ),
    "more": Cause(
        "{number} more mistakes of the same kind follow from here.",
        "Mend those above first and run the check again.",
        "{number} autres fautes du même genre suivent à partir d’ici.",
        "Corriger d’abord celles d’avant, puis relancer le contrôle.",
        derails=False,
    ),
    "one-more": Cause(
        "One more mistake of the same kind follows from here.",
        "Mend those above first and run the check again.",
        "Une autre faute du même genre suit à partir d’ici.",
        "Corriger d’abord celles d’avant, puis relancer le contrôle.",
        derails=False,
    ),
    "unread": Cause(
        "From here on the file was not read, for it has too many mistakes.",
        "Mend those above first and run the check again.",
        "À partir d’ici le fichier n’a pas été lu, car il a trop de fautes.",
        "Corriger d’abord celles d’avant, puis relancer le contrôle.",
        derails=False,
    ),
}
