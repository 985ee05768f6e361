// Asks the service and puts its answer, the same that a page without scripts shows, below the query.
export function ask(form, editor) {
  const words = form.dataset;
  const state = document.createElement("p");
  state.className = "editor-state fine";
  state.setAttribute("role", "status");
  const cancel = button(words.wordsCancel, () => running?.abort());
  const share = button(words.wordsShare, copy);
  cancel.hidden = true;
  form.querySelector(".actions").after(state);
  form.querySelector("button.go").after(" ", cancel, " ", share);
  let running;
  let timer;

  form.addEventListener("submit", (event) => {
    if (event.submitter?.name === "format") return; // a file: the browser fetches it
    event.preventDefault();
    run("");
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("#answer a[data-view]");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      run(link.dataset.view, true);
    }
  });
  const problem = document.querySelector("#answer [data-line]");
  if (problem) mark(problem);

  async function run(view, stay) {
    running?.abort();
    const mine = (running = new AbortController());
    const began = performance.now();
    const seconds = () => ((performance.now() - began) / 1000).toFixed(1);
    clearInterval(timer);
    timer = setInterval(() => { state.textContent = `${words.wordsRunning} ${seconds()} s`; }, 100);
    state.textContent = words.wordsRunning;
    cancel.hidden = false;
    editor.clear();
    let said;
    try {
      const page = await fetched(view, mine.signal);
      const answer = page.getElementById("answer") ?? page.querySelector("main");
      if (!answer) throw new TypeError("no answer");
      for (const heading of answer.querySelectorAll("h1")) rename(heading, "h2");
      const shown = document.getElementById("answer") ?? placed();
      shown.replaceChildren(...answer.childNodes);
      const wrong = shown.querySelector("[data-line]");
      if (wrong) mark(wrong);
      else if (!shown.querySelector("[role=alert]")) said = words.wordsDone.replace("{seconds}", seconds());
      if (!stay) history.replaceState(null, "", link());
      if (stay) shown.querySelector(`[data-view="${view}"]`)?.focus();
      else shown.scrollIntoView({ block: "nearest" });
    } catch (error) {
      said = error.name === "AbortError" ? words.wordsCancelled : words.wordsLost;
    }
    if (mine !== running) return;
    clearInterval(timer);
    cancel.hidden = true;
    state.textContent = said ?? "";
  }

  async function fetched(view, signal) {
    const address = `${form.getAttribute("action")}${view ? `?view=${encodeURIComponent(view)}` : ""}`;
    const answer = await fetch(address, { method: "POST", headers: { Accept: "text/html" }, body: new URLSearchParams(new FormData(form)), signal });
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  }

  function placed() {
    const shown = document.createElement("section");
    shown.id = "answer";
    shown.setAttribute("aria-live", "polite");
    form.after(shown);
    return shown;
  }

  function mark(element) {
    editor.mark(Number(element.dataset.line), Number(element.dataset.column), element.textContent.trim());
  }

  function link() {
    return `${form.getAttribute("action")}?${new URLSearchParams(new FormData(form))}`;
  }

  async function copy() {
    const whole = new URL(link(), location.href).href;
    try {
      await navigator.clipboard.writeText(whole);
      state.textContent = words.wordsShared;
    } catch {
      history.replaceState(null, "", whole);
      state.textContent = whole;
    }
  }
}

function button(words, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button quiet";
  made.textContent = words;
  made.addEventListener("click", act);
  return made;
}

function rename(element, name) {
  const other = document.createElement(name);
  other.append(...element.childNodes);
  element.replaceWith(other);
}
