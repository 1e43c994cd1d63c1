// Behind an @ in <textarea data-names="ADDRESS"> the server offers whom it may mean, as a list to choose from with the
// keyboard or a click. Without it the name is typed out, and resolved when the text is saved.

const BEFORE_CARET = /(?:^|[^\w@/.+-])@([^\s@][^@\n]{0,60})$/u;
const WAIT = 200;

let lists = 0;

function listFor(field) {
  const list = document.createElement("ul");
  lists += 1;
  list.id = `names-${lists}`;
  list.className = "names";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", field.dataset.namesLabel);
  field.after(list);
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  field.setAttribute("autocomplete", "off");
  return list;
}

function offerNames(field) {
  const list = listFor(field);
  let asked = 0;
  let timer = 0;

  const options = () => [...list.children];
  const chosen = () => list.querySelector("[aria-selected=true]");
  const typed = () => BEFORE_CARET.exec(field.value.slice(0, field.selectionStart))?.[1] ?? "";

  function close() {
    asked += 1;
    clearTimeout(timer);
    list.hidden = true;
    list.replaceChildren();
    field.removeAttribute("aria-activedescendant");
  }

  function select(option) {
    for (const other of options()) other.setAttribute("aria-selected", String(other === option));
    field.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  function show(html) {
    list.innerHTML = html; // made by our own server, which escapes every name
    for (const [number, option] of options().entries()) option.id = `${list.id}-${number}`;
    list.hidden = !list.children.length;
    if (list.hidden) field.removeAttribute("aria-activedescendant");
    else select(list.firstElementChild);
  }

  async function ask() {
    const words = typed();
    if (!words) return close();
    asked += 1;
    const number = asked;
    try {
      const answer = await fetch(`${field.dataset.names}?q=${encodeURIComponent(words)}`, { redirect: "error" });
      if (number === asked) show(answer.ok ? await answer.text() : "");
    } catch {
      close(); // no line: the name is typed out
    }
  }

  function take(option) {
    const words = typed();
    const end = field.selectionStart;
    field.setRangeText(`${option.dataset.name} `, end - words.length, end, "end");
    const meant = document.createElement("input");
    Object.assign(meant, { type: "hidden", name: "chosen", value: option.dataset.key });
    field.form.append(meant);
    close();
    field.focus();
    field.dispatchEvent(new Event("input", { bubbles: true }));
    close();
  }

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
    if (!typed()) close();
  });
  field.addEventListener("blur", () => setTimeout(close, WAIT));
  field.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    const all = options();
    const at = all.indexOf(chosen());
    if (event.key === "ArrowDown") select(all[(at + 1) % all.length]);
    else if (event.key === "ArrowUp") select(all[(at - 1 + all.length) % all.length]);
    else if (event.key === "Enter" || event.key === "Tab") take(chosen());
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
  list.addEventListener("mousedown", (event) => {
    const option = event.target.closest("[role=option]");
    if (!option) return;
    event.preventDefault(); // the caret stays in the text
    take(option);
  });
}

for (const field of document.querySelectorAll("textarea[data-names]")) offerNames(field);
