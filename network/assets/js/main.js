// Everything here is an extra: each page works without it.
import "./desk.js";
import "./dialog.js";
import "./keep.js";
import "./live.js";
import "./mentions.js";
import "./passkey.js";
