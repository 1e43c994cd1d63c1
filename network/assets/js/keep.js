// What is typed into <form data-keep> stays in this browser until the server has it: a lost line, a closed
// tab or an ended session eats nothing. The form's own hidden "key" says which text it is, and the value of data-keep
// where it belongs, so that what was typed in one place does not come back in another. It is dropped when the server
// says that it has it (a saved draft, or a page that carries data-kept="KEY"), and for everybody at sign-out.

const PREFIX = "kring-typed:";
const WEEK = 7 * 24 * 3600 * 1000;

const fieldsOf = (form) =>
  [...form.elements].filter((field) => field.name && field.matches("input[type=text], input:not([type]), textarea"));
const names = () => Object.keys(localStorage).filter((name) => name.startsWith(PREFIX));

function read(name) {
  try {
    const kept = JSON.parse(localStorage.getItem(name));
    return kept && Date.now() - kept.at < WEEK ? kept : null;
  } catch {
    return null;
  }
}

function write(form) {
  const texts = Object.fromEntries(fieldsOf(form).map((field) => [field.name, field.value]));
  try {
    localStorage.setItem(PREFIX + form.elements.key.value, JSON.stringify({ at: Date.now(), where: form.dataset.keep, texts }));
  } catch {
    // A full or forbidden store: the server's own draft remains.
  }
}

const drop = (id) => localStorage.removeItem(PREFIX + id);

// Its own text, which is newer than the server's; for an empty form the latest of its place that never reached the server.
function unsent(form) {
  const own = PREFIX + form.elements.key.value;
  if (read(own)) return own;
  if (fieldsOf(form).some((field) => field.value.trim())) return null;
  const isOfHere = (name) => (read(name)?.where ?? "") === form.dataset.keep && read(name);
  return names().filter(isOfHere).sort((one, other) => read(other).at - read(one).at)[0] ?? null;
}

function restore(form) {
  const name = unsent(form);
  if (!name) return;
  const { texts } = read(name);
  for (const field of fieldsOf(form)) field.value = texts[field.name] ?? "";
  form.elements.key.value = name.slice(PREFIX.length);
  form.querySelector("[data-restored]")?.removeAttribute("hidden");
}

// The server's answer counts only for what was typed before it was asked.
function forgetWhenSaved(form) {
  let typed = 0;
  let asked = 0;
  form.addEventListener("input", () => { typed += 1; });
  form.addEventListener("htmx:beforeRequest", () => { asked = typed; });
  form.addEventListener("htmx:afterSwap", (event) => {
    if (event.target.textContent.trim() && asked === typed) drop(form.elements.key.value);
  });
}

for (const done of document.querySelectorAll("[data-kept]")) drop(done.dataset.kept);
if (location.search === "?kept=1") history.replaceState(null, "", location.pathname);

for (const form of document.querySelectorAll("form[data-keep]")) {
  restore(form);
  form.addEventListener("input", () => write(form));
  forgetWhenSaved(form);
  form.querySelector("[data-empty]")?.addEventListener("click", () => drop(form.elements.key.value));
}

for (const form of document.querySelectorAll("form[data-signs-out]")) {
  form.addEventListener("submit", () => { for (const name of names()) localStorage.removeItem(name); });
}
