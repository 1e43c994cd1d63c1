// The desk by keyboard, an extra: j and k walk from thing to thing, o opens, a letter takes the decision that names it,
// x chooses, z takes the last one back, ? shows the keys. While somebody types, a letter is a letter.

const desk = document.querySelector("[data-desk]");
const things = desk ? [...desk.querySelectorAll(".thing")] : [];

const isTyping = (at) =>
  at instanceof HTMLElement &&
  (at.isContentEditable || at.matches("select, textarea, input:not([type=checkbox])") || at.closest(".offer-words") !== null);

function here() {
  return things.indexOf(document.activeElement?.closest?.(".thing"));
}

function go(number) {
  const thing = things[Math.min(Math.max(number, 0), things.length - 1)];
  if (!thing) return;
  thing.focus();
  thing.scrollIntoView({ block: "nearest" });
  say(thing);
}

function say(thing) {
  const title = thing.querySelector("h2").textContent.trim();
  const words = [things.indexOf(thing) + 1, things.length, title];
  document.getElementById("desk-said").textContent = desk.dataset.place.replace(/\{(\d)\}/g, (_all, n) => words[n - 1]);
}

// One press, or the short form that asks for a reason and words first: it comes into place and takes the focus.
function decide(thing, key) {
  const offer = [...thing.querySelectorAll("[data-key]")].find((one) => one.dataset.key === key);
  if (offer instanceof HTMLFormElement) offer.requestSubmit();
  else offer?.click();
  return Boolean(offer);
}

function begin(event) {
  const words = event.target;
  if (words.classList?.contains("offer-words")) words.querySelector("input:not([type=hidden]), textarea, button")?.focus();
}

function press(key) {
  const number = here();
  const thing = things[number];
  if (key === "j") go(number + 1);
  else if (key === "k") go(number === -1 ? 0 : number - 1);
  else if (key === "z") document.querySelector("[data-undo]")?.requestSubmit();
  else if (key === "?") document.querySelector("a[href='#keys']")?.click();
  else if (!thing) return false;
  else if (key === "o") thing.querySelector("[data-open]").click();
  else if (key === "x") thing.querySelector("input[name=chosen]").click();
  else return decide(thing, key);
  return true;
}

function onKey(event) {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.target.closest?.("form")?.requestSubmit();
  } else if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) {
    return;
  } else if (event.key === "Escape" && event.target.closest?.(".offer-words")) {
    const words = event.target.closest(".offer-words");
    words.closest(".thing").focus();
    words.replaceChildren();
  } else if (!isTyping(event.target) && !document.querySelector("dialog:modal") && press(event.key)) {
    event.preventDefault();
  }
}

// Words written before: into the text instead of to a page of their own.
function insert(event) {
  const answer = event.target.closest?.("a[data-words]");
  const text = answer?.closest("form").querySelector("textarea");
  if (!text) return;
  event.preventDefault();
  text.value = answer.dataset.words;
  text.dispatchEvent(new Event("input", { bubbles: true }));
  text.focus();
}

document.addEventListener("click", insert);
document.addEventListener("htmx:afterSwap", begin);

if (desk || document.querySelector("[data-undo]")) {
  document.addEventListener("keydown", onKey);
  for (const hint of document.querySelectorAll("[data-keys-hint]")) hint.hidden = false;
  const next = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (things.includes(next)) go(things.indexOf(next));
}
