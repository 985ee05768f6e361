// What can stand where the cursor is: prefixes and terms of the vocabulary, variables of the query, words of SPARQL.
const KEYWORDS = ("SELECT CONSTRUCT DESCRIBE ASK WHERE FILTER OPTIONAL UNION MINUS BIND VALUES GRAPH DISTINCT REDUCED AS FROM NAMED PREFIX BASE LIMIT OFFSET "
  + "EXISTS COUNT SUM AVG MIN MAX SAMPLE GROUP_CONCAT BOUND IF COALESCE STR LANG LANGMATCHES DATATYPE IRI STRLEN SUBSTR UCASE LCASE STRSTARTS STRENDS CONTAINS "
  + "STRBEFORE STRAFTER CONCAT REPLACE REGEX YEAR MONTH DAY NOW ABS ROUND CEIL FLOOR IN UNDEF").split(" ").concat("FILTER NOT EXISTS", "ORDER BY", "GROUP BY", "HAVING");

/** A completion source over the terms at an address, which are fetched at the first need. */
export function completions(address) {
  let known;
  const load = () => (known ??= fetch(address).then((answer) => (answer.ok ? answer.json() : { prefixes: {}, terms: [] })).catch(() => ({ prefixes: {}, terms: [] })));
  return async (context) => {
    const word = context.matchBefore(/[?$]?[\w-]*(?::[\w-]*)?/);
    if (!word || (word.from === word.to && !context.explicit) || commented(context)) return null;
    const text = context.state.doc.toString();
    if (/^[?$]/.test(word.text)) return { from: word.from, options: variables(text, word.text), validFor: /^[?$]\w*$/ };
    const { prefixes, terms } = await load();
    const options = terms.map((term) => ({
      label: term.name, detail: term.label, info: term.about || undefined, type: term.kind, boost: Math.min(term.times / 1000, 50), apply: applied(prefixes),
    }));
    const before = /\bPREFIX\s+[\w-]*$/i.test(text.slice(0, context.pos));
    if (before) return { from: word.from, options: Object.entries(prefixes).map(([name, iri]) => ({ label: `${name}:`, detail: iri, apply: `${name}: <${iri}>` })) };
    const plain = word.text.includes(":") ? [] : KEYWORDS.map((keyword) => ({ label: keyword, type: "keyword", boost: 60 }));
    return { from: word.from, options: [...plain, ...options], validFor: /^[\w-]*(:[\w-]*)?$/ };
  };
}

/** Puts a term in and declares its prefix where that is missing. */
function applied(prefixes) {
  return (view, completion, from, to) => {
    const [prefix] = completion.label.split(":");
    const text = view.state.doc.toString();
    const declared = new RegExp(`\\bPREFIX\\s+${prefix}:`, "i").test(text);
    const changes = [{ from, to, insert: completion.label }];
    const line = declared ? "" : `PREFIX ${prefix}: <${prefixes[prefix]}>\n`;
    if (line) changes.unshift({ from: 0, insert: line });
    view.dispatch({ changes, selection: { anchor: from + line.length + completion.label.length }, userEvent: "input.complete" });
  };
}

function variables(text, typed) {
  const found = new Set(text.match(/[?$]\w+/g) ?? []);
  found.delete(typed);
  return [...found].sort().map((label) => ({ label, type: "variable" }));
}

function commented(context) {
  const line = context.state.doc.lineAt(context.pos);
  return /^\s*#/.test(line.text);
}
