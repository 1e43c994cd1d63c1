// Hints from the live process: "there is something new". The badge then asks the server itself.
// With the socket dead the badge's own slow polling goes on, and the socket is tried again with growing, jittered waits.

const SIGNED_OUT = 4401;
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 60000;

const address = document.body.dataset.liveUrl;
let wait = FIRST_WAIT;
let newest = null;

function connect() {
  const socket = new WebSocket(address);
  socket.addEventListener("message", (event) => {
    wait = FIRST_WAIT;
    const { max } = JSON.parse(event.data);
    const badge = document.getElementById("badge");
    if (newest === null ? max > Number(badge?.dataset.newest ?? 0) : max !== newest) globalThis.htmx?.trigger(badge, "hint");
    newest = max;
  });
  socket.addEventListener("close", (event) => {
    if (event.code === SIGNED_OUT) {
      document.querySelector("[data-live-over]")?.removeAttribute("hidden"); // what was typed stays in the page
      return;
    }
    setTimeout(connect, wait * (0.5 + Math.random()));
    wait = Math.min(wait * 2, LONGEST_WAIT);
  });
}

if (address) connect();
