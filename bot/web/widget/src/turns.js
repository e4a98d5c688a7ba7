// One turn of the conversation as it is drawn. Typed words are text; only what the advisor itself rendered is HTML.
import { html, nothing } from "lit";
import { unsafeHTML } from "lit/directives/unsafe-html.js";

/** A button that says `text` and does `act`, as those in the advisor's own messages. */
export const pressing = ({ text, act, args = {} }) => html`<button class="wm-button wm-button-quiet" type="submit" form="wm-form"
  name="press" formnovalidate value=${JSON.stringify({ text, act, args })}>${text}</button>`;

// what a person typed is not spoken again by the live region: they have just typed it
const person = (turn, words) => html`
  <div class="wm-turn wm-person" aria-live="off">
    <p class="wm-who">${words.you}</p><p class="wm-said" dir="auto">${turn.text}</p>
  </div>`;

const counsellor = (turn, words) => html`
  <div class="wm-turn wm-counsellor">
    <p class="wm-who"><bdi>${turn.name}</bdi> <span class="wm-role">${words.counsellor}</span></p>
    <p class="wm-said" dir="auto">${turn.text}</p>
  </div>`;

const advisor = (turn, words, latest) => html`
  <div class="wm-turn wm-advisor" lang=${turn.language} tabindex="-1">
    <p class="wm-who">${words.advisor}</p>
    ${turn.messages.map((message) => html`<div class="wm-message wm-${message.kind}">${unsafeHTML(message.html)}</div>`)}
    ${latest && turn.quick_replies?.length
      ? html`<div class="wm-quick">${turn.quick_replies.map(pressing)}</div>`
      : nothing}
  </div>`;

/** `turn` is an entry of the transcript, or a piece of the page that the server drew (`node`). */
export const drawn = (turn, words, latest) => {
  if (turn.node) return turn.node;
  switch (turn.role) {
    case "person": return person(turn, words);
    case "counsellor": return counsellor(turn, words);
    default: return advisor(turn, words, latest);
  }
};
