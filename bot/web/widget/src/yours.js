// "Your data": what the person decides about this conversation. Every button is a turn like any other.
import { html, nothing } from "lit";
import { pressing } from "./turns.js";

const consent = (words, purpose, given) =>
  pressing({ text: words[`${purpose}_${given ? "withdraw" : "give"}`], act: given ? "withdraw_consent" : "give_consent", args: { purpose } });

export const yours = ({ words, consent: agreed, held, link, ask }) => html`
  <details class="wm-yours">
    <summary>${words.yours}</summary>
    <p>${agreed.has("keep") ? words.kept : words.not_kept}</p>
    <div class="wm-quick">
      ${pressing({ text: words.bring, act: "bring_profile" })}
      ${held ? pressing({ text: words.take_home, act: "take_home" }) : nothing}
      ${consent(words, "keep", agreed.has("keep"))}
      ${consent(words, "counsellor", agreed.has("counsellor"))}
      ${agreed.has("keep") ? consent(words, "found", agreed.has("found")) : nothing}
      ${pressing({ text: words.know, act: "ask_data" })}
      ${held ? html`<button class="wm-button wm-button-quiet" type="button" @click=${ask}>${words.copy_link}</button>` : nothing}
      ${held ? pressing({ text: words.erase, act: "erase_me" }) : nothing}
    </div>
  </details>
  ${link ? html`<p class="wm-link-told"><label for="wm-link">${words.link_by_hand}</label>
    <input id="wm-link" class="wm-link-field" readonly .value=${link} @focus=${(event) => event.target.select()}></p>` : nothing}`;
