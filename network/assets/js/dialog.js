// Turns a link to a <dialog> into a modal, and closes menus that are left. Without this file both still work:
// the link unfolds the dialog as a section (:target), the menu stays until it is pressed again.

const FIRST_INPUT = "input:not([type=hidden]), textarea, select";

function open(dialog) {
  if (dialog.open) return;
  dialog.showModal();
  (dialog.querySelector(FIRST_INPUT) ?? dialog.querySelector("h2"))?.focus();
}

function named(address) {
  const id = address.startsWith("#") && address.length > 1 && decodeURIComponent(address.slice(1));
  const found = id && document.getElementById(id);
  return found instanceof HTMLDialogElement ? found : null;
}

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
  const dialog = event.target.closest?.("dialog");
  const link = event.target.closest?.("a[href^='#']");
  if (link?.hasAttribute("data-close") && dialog?.open) {
    event.preventDefault();
    dialog.close();
  } else if (link && named(link.getAttribute("href"))) {
    event.preventDefault();
    open(named(link.getAttribute("href")));
  } else if (dialog && event.target === dialog && dialog.matches(":modal") && isOutside(event, dialog)) {
    dialog.close();
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details.menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

function isOutside({ clientX, clientY }, dialog) {
  const box = dialog.getBoundingClientRect();
  return clientX < box.left || clientX > box.right || clientY < box.top || clientY > box.bottom;
}

const asked = named(location.hash);
if (asked) open(asked);
