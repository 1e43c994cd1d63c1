// Passkeys. A form with data-passkey gets the browser's answer into its hidden "credential" and is sent; its options stand in
// the page (data-options names the element) or are fetched (data-from). Where a browser knows no passkeys the form stays
// hidden and what is behind data-passkey-else shows instead. Nothing here is needed to sign in.

const canDo = Boolean(globalThis.PublicKeyCredential?.parseCreationOptionsFromJSON);

async function optionsOf(form) {
  if (form.dataset.options) return JSON.parse(document.getElementById(form.dataset.options).textContent);
  const answer = await fetch(form.dataset.from, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

async function ask(form) {
  const told = await optionsOf(form);
  if (told.creation_options) {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(told.creation_options.publicKey);
    return navigator.credentials.create({ publicKey });
  }
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(told.request_options.publicKey);
  return navigator.credentials.get({ publicKey });
}

async function use(form) {
  const said = form.querySelector("[data-passkey-said]");
  said.hidden = true;
  try {
    form.elements.credential.value = JSON.stringify(await ask(form));
  } catch {
    said.hidden = false; // refused, too late, or no passkey here: the sentence in the page says what to do
    return;
  }
  HTMLFormElement.prototype.submit.call(form);
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  form.hidden = !canDo;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    use(form);
  });
}
for (const other of document.querySelectorAll("[data-passkey-else]")) other.hidden = canDo;
