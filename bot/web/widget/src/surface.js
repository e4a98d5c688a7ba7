// The surface: title, list of turns, what is told beside it, the form, and the launcher around all of it.
import { html, nothing } from "lit";
import { live } from "lit/directives/live.js";
import { repeat } from "lit/directives/repeat.js";
import { drawn, pressing } from "./turns.js";
import { yours } from "./yours.js";

const alarm = (error) => (error ? html`<p class="wm-error" role="alert">${error}</p>` : nothing);

const title = ({ headingLevel, opening: { words } }) => html`
  <div class="wm-title-bar" role="heading" aria-level=${headingLevel}>${words.heading}</div>
  <p class="wm-intro">${words.intro}</p>`;

const counsellor = ({ withCounsellor: name, waitsForOne, end, opening: { words } }) => {
  if (!name && !waitsForOne) return nothing;
  const text = name ? words.with_counsellor.replaceAll("{name}", name) : words.waiting;
  return html`<div class="wm-with"><p>${text}</p>${end ? pressing(end) : nothing}</div>`;
};

// only our own page keeps them in its form: it goes on when scripts are turned off
const heldFields = (held) => html`<input type="hidden" name="conversation_id" .value=${live(held?.id ?? "")}>
  <input type="hidden" name="token" .value=${live(held?.token ?? "")}>`;

const form = ({ page, busy, opening: { words, max_chars: limit } }, { held, typed, submitted }) => html`
  <form id="wm-form" class="wm-form" method="post" action="/#latest" autocomplete="off" tabindex="-1" aria-busy=${busy} @submit=${submitted}>
    ${page ? heldFields(held) : nothing}
    <label for="wm-text">${words.label}</label>
    <div class="wm-form-row">
      <textarea id="wm-text" name="text" rows="2" maxlength=${limit} required dir="auto" aria-describedby="wm-hint" placeholder=${words.placeholder} @keydown=${typed}></textarea>
      <button class="wm-button" type="submit">${words.send}</button>
    </div>
    <p id="wm-hint" class="wm-hint">${words.hint}</p>
  </form>`;

const conversation = (chat, own) => {
  const { opening: { words }, turns, waiting, told, error, consent, link, page } = chat;
  return html`
    <p id="wm-log-title" class="wm-hidden">${words.conversation}</p>
    <div id="wm-log" class="wm-log" role="log" aria-live="polite" aria-relevant="additions" aria-labelledby="wm-log-title">${repeat(
      turns, (turn) => turn.key, (turn, place) => drawn(turn, words, place === turns.length - 1))}</div>
    <div class="wm-tellings" role="status">${waiting ? html`<p class="wm-busy">${words.busy}</p>` : nothing}${told ? html`<p class="wm-told">${told}</p>` : nothing}</div>
    ${alarm(error)} ${counsellor(chat)} ${form(chat, own)}
    ${yours({ words, consent, held: own.held !== null, link, ask: own.showLink })}
    ${page ? nothing : html`<p class="wm-note">${words.privacy}</p>`}`;
};

/** `chat` is the element's state; `own` what only it may hand out: {held, typed, submitted, toggle, showLink}. */
export const surface = (chat, own) => {
  if (!chat.opening) return alarm(chat.error);
  const { direction, language, words } = chat.opening;
  const frame = html`<div class="wm-frame" lang=${language} dir=${direction}>${chat.page ? nothing : title(chat)}${conversation(chat, own)}</div>`;
  if (!chat.compact) return frame;
  return html`
    <button class="wm-button wm-launcher" type="button" lang=${language} dir=${direction} aria-expanded=${chat.shown} aria-controls="wm-panel"
      @click=${own.toggle}>${chat.shown ? words.close : words.open}</button>
    <section id="wm-panel" class="wm-panel" aria-label=${words.heading} lang=${language} ?hidden=${!chat.shown}
      @keydown=${(event) => event.key === "Escape" && own.toggle()}>${frame}</section>`;
};
