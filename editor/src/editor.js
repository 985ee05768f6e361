// Makes the form for a query into an editor: colours, completion, marked mistakes, answers beside the query.
// Without this script the form works as it stands.
import { autocompletion, closeBrackets, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, indentOnInput, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { sparql } from "codemirror-lang-sparql";
import { completions } from "./completion.js";
import { ask } from "./asking.js";

// Names of the style sheet's colours, so that dark pages need nothing of their own.
const look = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.modifier], color: "var(--series-0)", fontWeight: "600" },
  { tag: [tags.variableName, tags.special(tags.variableName)], color: "var(--series-2)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--series-3)" },
  { tag: [tags.number, tags.bool, tags.literal], color: "var(--series-1)" },
  { tag: [tags.comment, tags.lineComment], color: "var(--ink-2)", fontStyle: "italic" },
  { tag: [tags.url, tags.namespace, tags.labelName], color: "var(--link)" },
]);
const frame = EditorView.theme({
  "&": { color: "var(--ink)", backgroundColor: "var(--paper)", fontSize: "0.95rem" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.55", minHeight: "20rem", maxHeight: "60vh" },
  ".cm-content": { caretColor: "var(--ink)", padding: "0.6rem 0" },
  ".cm-cursor": { borderLeftColor: "var(--ink)", borderLeftWidth: "2px" },
  ".cm-gutters": { backgroundColor: "var(--tint)", color: "var(--ink-2)", border: "0" },
  ".cm-activeLine": { backgroundColor: "color-mix(in srgb, var(--tint-2) 45%, transparent)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "var(--wait-bg)" },
  ".cm-tooltip": { backgroundColor: "var(--paper)", color: "var(--ink)", border: "1px solid var(--line-2)", borderRadius: "4px" },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": { backgroundColor: "var(--brand)", color: "var(--brand-ink)" },
  ".cm-completionDetail": { color: "var(--ink-2)", fontStyle: "normal", marginLeft: "0.8em" },
  "li[aria-selected] .cm-completionDetail": { color: "inherit" },
  ".cm-completionInfo": { maxWidth: "22rem", padding: "0.4rem 0.6rem" },
  ".cm-lintRange-error": { backgroundImage: "none", textDecoration: "underline wavy var(--bad) 2px" },
  ".cm-diagnostic-error": { borderLeftColor: "var(--bad)" },
});

function edit(form) {
  const field = form.querySelector("textarea[name=query]");
  const words = form.dataset;
  const host = document.createElement("div");
  host.className = "editor-frame";
  // In a shadow tree the sheets of the editor are adopted: the policy of the page allows no style elements.
  const root = host.attachShadow({ mode: "open" });
  const place = document.createElement("div");
  root.append(place);
  const run = () => { form.requestSubmit(); return true; };
  const view = new EditorView({
    parent: place,
    root,
    state: EditorState.create({
      doc: field.value,
      extensions: [
        lineNumbers(), history(), drawSelection(), indentOnInput(), bracketMatching(), closeBrackets(), highlightActiveLine(), lintGutter(),
        sparql(), syntaxHighlighting(look), frame, EditorView.lineWrapping,
        autocompletion({ override: [completions(form.dataset.editor)], icons: false }),
        keymap.of([{ key: "Mod-Enter", run }, ...completionKeymap, ...lintKeymap, ...historyKeymap, ...defaultKeymap]),
        EditorView.contentAttributes.of({ "aria-label": words.wordsQuery, "aria-multiline": "true", spellcheck: "false" }),
        EditorView.updateListener.of((update) => { if (update.docChanged) field.value = update.state.doc.toString(); }),
      ],
    }),
  });
  field.before(host);
  field.hidden = true;
  form.querySelector("label[for=field-query]").addEventListener("click", (event) => { event.preventDefault(); view.focus(); });
  const mark = (line, column, message) => {
    const at = view.state.doc.line(Math.min(Math.max(line, 1), view.state.doc.lines));
    const from = Math.min(at.from + Math.max(column - 1, 0), at.to);
    const to = Math.min(from + (/^[\w:?$-]+/.exec(view.state.sliceDoc(from, at.to))?.[0].length ?? 1), at.to);
    view.dispatch(setDiagnostics(view.state, [{ from: to > from ? from : Math.max(at.from, from - 1), to, severity: "error", message }]));
  };
  const clear = () => view.dispatch(setDiagnostics(view.state, []));
  ask(form, { text: () => view.state.doc.toString(), mark, clear });
}

for (const form of document.querySelectorAll("form[data-editor]")) edit(form);
