// What is typed into <form data-keep="NAME"> stays in this browser until the server has it: a lost line, a closed
// tab or an ended session eats nothing. The text is dropped when a page arrives that carries data-kept="NAME",
// and for everybody at sign-out.

const PREFIX = "kring-typed:";
const WEEK = 7 * 24 * 3600 * 1000;

const fieldsOf = (form) =>
  [...form.elements].filter((field) => field.name && field.matches("input[type=text], input:not([type]), textarea"));

function read(key) {
  try {
    const kept = JSON.parse(localStorage.getItem(key));
    return kept && Date.now() - kept.at < WEEK ? kept : null;
  } catch {
    return null;
  }
}

function write(key, form) {
  const texts = Object.fromEntries(fieldsOf(form).map((field) => [field.name, field.value]));
  const id = form.elements.key?.value;
  try {
    localStorage.setItem(key, JSON.stringify({ at: Date.now(), id, texts }));
  } catch {
    // A full or forbidden store: the server's own draft remains.
  }
}

function restore(key, form) {
  const kept = read(key);
  if (!kept || fieldsOf(form).some((field) => field.value.trim())) return;
  for (const field of fieldsOf(form)) field.value = kept.texts[field.name] ?? "";
  if (kept.id && form.elements.key) form.elements.key.value = kept.id;
  form.querySelector("[data-restored]")?.removeAttribute("hidden");
}

for (const form of document.querySelectorAll("form[data-keep]")) {
  const key = PREFIX + form.dataset.keep;
  restore(key, form);
  form.addEventListener("input", () => write(key, form));
}

for (const done of document.querySelectorAll("[data-kept]")) localStorage.removeItem(PREFIX + done.dataset.kept);

for (const form of document.querySelectorAll("form[data-signs-out]")) {
  form.addEventListener("submit", () => {
    for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) localStorage.removeItem(key);
  });
}
