// The page works without this file. With it, answers arrive without a reload and are announced once.
"use strict";
(() => {
  const form = document.getElementById("wm-form");
  const log = document.getElementById("wm-log");
  const box = document.getElementById("wm-text");
  const texts = form.dataset;
  const field = (name) => form.elements.namedItem(name);
  let busy = false;

  const element = (tag, className, text) => {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  };

  const api = async (path, body, token) => {
    const headers = { "Content-Type": "application/json" };
    if (token) headers.Authorization = `Bearer ${token}`;
    const response = await fetch(path, { method: "POST", headers, body: JSON.stringify(body), cache: "no-store" });
    const answer = await response.json();
    if (!response.ok) throw Object.assign(new Error(answer.detail), { status: response.status });
    return answer;
  };

  const open = async () => {
    if (field("conversation_id").value) return;
    // the language chosen on the page is where the conversation starts; what the person writes decides
    const answer = await api("/api/conversations", { language: field("lang").value });
    field("conversation_id").value = answer.conversation_id;
    field("token").value = answer.token;
  };

  const dropQuickReplies = () => log.querySelectorAll(".wm-quick").forEach((old) => old.remove());

  const showPerson = (text) => {
    const turn = element("div", "wm-turn wm-person");
    const said = element("p", "wm-said", text);
    said.dir = "auto";
    turn.append(element("p", "wm-who", texts.you), said);
    log.append(turn);
    return turn;
  };

  const quickReply = (quick) => {
    const button = element("button", "wm-button wm-button-quiet", quick.text);
    Object.assign(button, { type: "submit", name: "press", value: JSON.stringify(quick), formNoValidate: true });
    button.setAttribute("form", form.id);
    return button;
  };

  const showAnswer = (answer) => {
    const turn = element("div", "wm-turn wm-advisor");
    turn.lang = answer.language;
    turn.tabIndex = -1;
    turn.append(element("p", "wm-who", texts.advisor));
    for (const message of answer.messages) {
      const part = element("div", `wm-message wm-${message.kind}`);
      part.innerHTML = message.html; // rendered and escaped by the advisor's own templates
      turn.append(part);
    }
    if (answer.quick_replies?.length) {
      const quick = element("div", "wm-quick");
      quick.append(...answer.quick_replies.map(quickReply));
      turn.append(quick);
    }
    log.append(turn);
    return turn;
  };

  const showError = (text) => {
    const error = element("p", "wm-error", text);
    error.setAttribute("role", "alert");
    form.before(error);
  };

  const calm = () => (matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth");

  const say = async (text, pressed) => {
    if (busy) return;
    busy = true;
    form.setAttribute("aria-busy", "true");
    document.querySelectorAll(".wm-error").forEach((old) => old.remove());
    const asked = showPerson(text);
    const waiting = element("p", "wm-busy", texts.busy);
    // said only when the answer takes over half a second
    const timer = setTimeout(() => { log.append(waiting); waiting.scrollIntoView({ block: "nearest" }); }, 500);
    try {
      await open();
      const body = pressed ? { text, pressed } : { text };
      const path = `/api/conversations/${field("conversation_id").value}/messages`;
      const answer = await api(path, body, field("token").value);
      dropQuickReplies();
      showAnswer(answer);
      asked.scrollIntoView({ behavior: calm(), block: "start" });
      if (!pressed) box.value = "";
    } catch (problem) {
      asked.remove(); // nothing is lost: the words are still in the box
      if (!pressed) box.value = text;
      if (problem.status === 404) {
        field("conversation_id").value = field("token").value = "";
        showError(texts.ended);
      } else {
        showError(problem.status === 413 ? texts.tooLong : texts.failed);
      }
    } finally {
      clearTimeout(timer);
      waiting.remove();
      form.removeAttribute("aria-busy");
      busy = false;
      box.focus({ preventScroll: true });
    }
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const button = event.submitter;
    if (button?.name === "press") {
      const { text, act, args } = JSON.parse(button.value);
      say(text, { act, args: args ?? {} });
    } else if (box.value.trim()) {
      say(box.value.trim());
    }
  });

  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit();
    }
  });

  document.getElementById("wm-lang")?.addEventListener("change", (event) => event.target.form.requestSubmit());
})();
