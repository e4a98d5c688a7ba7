/* The co-pilot's own part beside htmx: no entry twice, the newest in sight, a lost connection is said. EUPL-1.2 */
(() => {
  "use strict";
  const log = () => document.getElementById("log");
  const offline = (lost) => {
    const notice = document.getElementById("offline");
    if (notice) notice.hidden = !lost;
  };
  const atEnd = (box) => box.scrollHeight - box.scrollTop - box.clientHeight < 80;

  document.addEventListener("htmx:sseBeforeMessage", (event) => {
    const message = event.detail;
    if (message.type === "signed-out") location.reload();
    if (message.type !== "entry") return;
    if (log()) log().dataset.follow = atEnd(log()) ? "yes" : "no";
    for (const [, id] of message.data.matchAll(/id="(entry-\d+)"/g)) document.getElementById(id)?.remove();
  });
  document.addEventListener("htmx:sseMessage", (event) => {
    const box = log();
    if (event.detail.type === "entry" && box && box.dataset.follow === "yes") box.scrollTop = box.scrollHeight;
    if (event.detail.type === "ended") {
      for (const part of document.querySelectorAll("#log, #holding, #write, .wc-beside")) part.remove();
      document.getElementById("main").focus();
    }
  });
  document.addEventListener("htmx:sseOpen", () => offline(false));
  document.addEventListener("htmx:sseError", () => offline(true));
  document.addEventListener("htmx:sseClose", () => offline(false));
  document.addEventListener("htmx:sendError", () => offline(true));
  document.addEventListener("keydown", (event) => {
    if (event.target.id === "say" && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      event.target.form.requestSubmit();
    }
  });
  document.addEventListener("DOMContentLoaded", () => {
    const box = log();
    if (box) box.scrollTop = box.scrollHeight;
  });
})();
