// What is typed into <form data-keep="NAME"> stays in this browser until the server has it: a lost line, a closed
// tab or an ended session eats nothing. The form's own hidden "key" says which text it is. It is dropped when the
// server says that it has it (a saved draft, or a page that carries data-kept="KEY"), and for everybody at sign-out.

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

function write(name, form) {
  const texts = Object.fromEntries(fieldsOf(form).map((field) => [field.name, field.value]));
  try {
    localStorage.setItem(name, JSON.stringify({ at: Date.now(), id: form.elements.key.value, texts }));
  } catch {
    // A full or forbidden store: the server's own draft remains.
  }
}

function drop(id) {
  for (const name of names()) if (read(name)?.id === id) localStorage.removeItem(name);
}

function restore(name, form) {
  const kept = read(name);
  const isNew = fieldsOf(form).every((field) => !field.value.trim());
  if (!kept || !(isNew || kept.id === form.elements.key.value)) return;
  if (fieldsOf(form).every((field) => field.value === (kept.texts[field.name] ?? ""))) return;
  for (const field of fieldsOf(form)) field.value = kept.texts[field.name] ?? "";
  form.elements.key.value = kept.id;
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

for (const form of document.querySelectorAll("form[data-keep]")) {
  const name = PREFIX + form.dataset.keep;
  restore(name, form);
  form.addEventListener("input", () => write(name, form));
  forgetWhenSaved(form);
  form.querySelector("[data-empty]")?.addEventListener("click", () => localStorage.removeItem(name));
}

for (const form of document.querySelectorAll("form[data-signs-out]")) {
  form.addEventListener("submit", () => { for (const name of names()) localStorage.removeItem(name); });
}
