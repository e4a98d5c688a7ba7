// "Your data": what the person decides about this conversation. Every button is a turn like any other.
import { html, nothing } from "lit";

const button = (words, purpose, given) => {
  const text = words[`${purpose}_${given ? "withdraw" : "give"}`];
  const value = JSON.stringify({ text, act: given ? "withdraw_consent" : "give_consent", args: { purpose } });
  return html`<button class="wm-button wm-button-quiet" type="submit" form="wm-form" name="press" formnovalidate value=${value}>${text}</button>`;
};

const act = (text, name, args = {}) => html`<button class="wm-button wm-button-quiet" type="submit" form="wm-form" name="press"
  formnovalidate value=${JSON.stringify({ text, act: name, args })}>${text}</button>`;

export const yours = ({ words, consent, held, link, ask }) => html`
  <details class="wm-yours">
    <summary>${words.yours}</summary>
    <p>${consent.has("keep") ? words.kept : words.not_kept}</p>
    <div class="wm-quick">
      ${button(words, "keep", consent.has("keep"))}
      ${button(words, "counsellor", consent.has("counsellor"))}
      ${consent.has("keep") ? button(words, "found", consent.has("found")) : nothing}
      ${act(words.know, "ask_data")}
      ${held ? html`<button class="wm-button wm-button-quiet" type="button" @click=${ask}>${words.copy_link}</button>` : nothing}
      ${held ? act(words.erase, "erase_me") : nothing}
    </div>
    ${link ? html`<p><label for="wm-link">${words.link_by_hand}</label> <input id="wm-link" class="wm-link-field" readonly .value=${link} @focus=${(event) => event.target.select()}></p>` : nothing}
  </details>`;
