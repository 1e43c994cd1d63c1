// A form that came back with errors: its summary takes focus, so that it is read first.
document.querySelector("[data-takes-focus]")?.focus();
