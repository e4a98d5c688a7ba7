// <waymark-chat>: the conversation in a shadow root of a portal's page, or, with the attribute `page`, in the page
// that the advisor drew itself and that works without this script.
import { LitElement, css, unsafeCSS } from "lit";
import pageSheets from "page-sheets";
import { Advisor, Refused } from "./advisor.js";
import { follow } from "./events.js";
import { leadHome, shiftHeadings } from "./headings.js";
import { fromAddress, keep, kept, letGo, linkTo } from "./keeping.js";
import { save } from "./saving.js";
import { asked } from "./pressed.js";
import { refusedInWords } from "./refusals.js";
import { surface } from "./surface.js";
import { takeOver, takeTheMenuAlong } from "./take_over.js";

const SAID_AFTER_MS = 500; // shorter waits are not spoken of
const calm = () => (matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth");

export class WaymarkChat extends LitElement {
  static home = "";
  static styles = css`${unsafeCSS(pageSheets)}`;
  static properties = {
    lang: {}, country: {}, portal: {}, advisor: {}, compact: { type: Boolean }, page: { type: Boolean },
    headingLevel: { attribute: "heading-level", type: Number },
    opening: { state: true }, turns: { state: true }, busy: { state: true }, waiting: { state: true },
    error: { state: true }, told: { state: true }, shown: { state: true }, consent: { state: true },
    withCounsellor: { state: true }, waitsForOne: { state: true }, end: { state: true }, link: { state: true },
  };

  // not reactive on purpose: who may speak in the conversation. No property of the element gives it away.
  #held = null;
  #numbers = new Set();
  #last = 0; // number of the last entry shown
  #before = 0; // entries up to here were drawn by the server
  #heard = [];
  #listening = null;
  #keys = 0;
  #silent = false;
  #coloured = null;
  #ready;

  constructor() {
    super();
    Object.assign(this, {
      headingLevel: 2, turns: [], busy: false, waiting: false, error: "", told: "", shown: true,
      consent: new Set(), withCounsellor: null, waitsForOne: false, end: null, link: "", opening: null,
    });
  }

  createRenderRoot() {
    return this.page ? this : super.createRenderRoot();
  }

  connectedCallback() {
    if (this.page && !this.opening) this.#takeThePageOver();
    super.connectedCallback();
    if (this.compact && !this.hasUpdated) this.shown = false;
    this.#ready ??= this.#begin();
    if (this.#held) this.#listen();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#listening?.abort();
    this.#listening = null;
  }

  // --- the host's side -------------------------------------------------------------------------------------------

  /** Say `text` for the person, as if they had typed it. */
  async ask(text) {
    await this.#ready;
    this.open();
    return this.#say(String(text));
  }

  open() {
    this.shown = true;
    if (this.compact) this.updateComplete.then(() => this.#box()?.focus());
  }

  close() {
    if (!this.compact) return;
    this.shown = false;
    this.updateComplete.then(() => this.renderRoot.querySelector(".wm-launcher")?.focus());
  }

  /** What the host may know: no words, no token. */
  get conversation() {
    return {
      open: this.#held !== null, turns: this.turns.filter((turn) => turn.role === "person" || turn.role === "advisor").length,
      language: this.opening?.language ?? null, consent: [...this.consent], withCounsellor: this.withCounsellor !== null,
    };
  }

  /** Erase the conversation wherever it is held. */
  async erase() {
    if (this.#held) {
      try {
        await this.#calls().erase();
      } catch (problem) {
        if (problem.status !== 404) return this.#failed(problem);
      }
    }
    this.#erased();
  }

  async setLanguage(code) {
    this.lang = code;
    await this.#speak(code);
    if (this.#held) await this.#calls().speak(this.opening.language).catch((problem) => this.#failed(problem));
  }

  focus(options) {
    this.#box()?.focus(options);
  }

  // --- beginning ---------------------------------------------------------------------------------------------------

  get #advisor() {
    return new Advisor(this.advisor ?? WaymarkChat.home);
  }

  #calls() {
    return this.#advisor.in(this.#held);
  }

  #takeThePageOver() {
    const { opening, turns, held, consent, withCounsellor, unsent, error, last } = takeOver(this);
    Object.assign(this, { opening, error, consent, withCounsellor, unsent });
    this.#held = held;
    this.#last = this.#before = last;
    this.turns = turns.map((turn) => this.#keyed(turn));
  }

  async #begin() {
    if (!this.opening) await this.#speak(this.#wantedLanguage());
    if (!this.opening) return;
    const named = fromAddress();
    const found = named ?? this.#held ?? kept(this.#advisor.base);
    if (found && found !== this.#held) await this.#reopen(found, named !== null);
    if (this.#held) this.#settle();
    if (!this.turns.length) this.turns = [this.#keyed({ role: "advisor", ...this.opening.welcome })];
    this.#tell("ready", { language: this.opening.language });
  }

  #wantedLanguage() {
    const around = this.closest("[lang]:not(waymark-chat)") ?? document.documentElement;
    return this.lang || around.lang || navigator.language || "";
  }

  async #speak(language) {
    try {
      this.opening = await this.#advisor.opening(language, this.portal);
      this.#colour(this.opening.colours ?? {});
      this.error = "";
    } catch (problem) {
      this.#failed(problem);
    }
  }

  /** The portal's own colours, chosen for a light ground; what its page sets on the tag still goes before them. */
  #colour(colours) {
    const set = Object.entries(colours).map(([name, value]) => `--waymark-${name}: ${value};`);
    if (this.page || !set.length || this.#coloured) return;
    this.#coloured = new CSSStyleSheet();
    this.#coloured.replaceSync(`:host { ${set.join(" ")} }`);
    this.renderRoot.adoptedStyleSheets = [...this.renderRoot.adoptedStyleSheets, this.#coloured];
    if (!this.hasAttribute("theme")) this.setAttribute("theme", "light");
  }

  async #reopen(found, byLink) {
    this.#held = found;
    try {
      this.#show(await this.#calls().state());
      if (byLink) this.told = this.opening.words.reopened;
    } catch (problem) {
      this.#held = null;
      if (problem.status === 404 || problem.status === 401) letGo(this.#advisor.base);
      if (byLink) this.error = problem.status === 404 ? this.opening.words.reopen_failed : refusedInWords(problem, this.opening?.words);
    }
  }

  #show(state) {
    this.turns = [];
    this.#before = 0;
    this.#numbers.clear();
    this.#silent = true; // the host was told of these when they were new
    for (const entry of state.transcript) this.#add(entry);
    this.#silent = false;
    this.#knowState(state);
  }

  // --- turns -------------------------------------------------------------------------------------------------------

  #keyed(turn) {
    return { key: ++this.#keys, ...turn };
  }

  #add(entry) {
    if (entry.number) {
      if (entry.number <= this.#before || this.#numbers.has(entry.number)) return null;
      this.#numbers.add(entry.number);
      this.#last = Math.max(this.#last, entry.number);
    }
    for (const turn of this.turns) turn.node?.querySelector?.(".wm-quick")?.remove();
    const turn = this.#keyed(entry);
    this.turns = [...this.turns, turn];
    if (!this.#silent) this.#announce(entry);
    return turn;
  }

  async #say(text, pressed) {
    text = text.trim();
    if (!text || this.busy || !this.opening) return;
    Object.assign(this, { busy: true, error: "", told: "", link: "" });
    this.#rest(pressed); // the button that was pressed may go with the turn it stood in
    const asked = this.#add({ role: "person", text });
    const timer = setTimeout(() => { this.waiting = true; }, SAID_AFTER_MS);
    const box = this.#box();
    if (!pressed && box) box.value = "";
    try {
      if (!this.#held) await this.#openConversation();
      const answer = await this.#calls().say(text, pressed);
      this.#numbered(asked, answer);
      if (!answer.with_counsellor) this.#add({ role: "advisor", ...answer });
      this.#knowState(answer);
      await this.#followLanguage(answer);
    } catch (problem) {
      this.turns = this.turns.filter((turn) => turn !== asked); // nothing is lost: the words are in the box again
      if (!pressed && box) box.value = text;
      this.#failed(problem);
    } finally {
      clearTimeout(timer);
      this.busy = this.waiting = false;
      for (const [event, data] of this.#heard.splice(0)) this.#take(event, data);
    }
    await this.updateComplete;
    if (this.shown) {
      this.#turn(asked)?.scrollIntoView({ behavior: calm(), block: "start" });
      this.#rest(pressed);
    }
  }

  /** Where the focus rests: the box; after a press on a touch screen the form, so that no keyboard covers the answer. */
  #rest(pressed) {
    const touched = pressed && matchMedia("(pointer: coarse)").matches;
    this.renderRoot?.querySelector(touched ? "#wm-form" : "#wm-text")?.focus({ preventScroll: true });
  }

  async #openConversation() {
    const wanted = { language: this.opening.language };
    if (this.portal) wanted.portal = this.portal;
    if (this.country) wanted.country = this.country;
    const opened = await this.#advisor.open(wanted);
    this.#held = { id: opened.conversation_id, token: opened.token };
    this.#last = 1; // the welcome, which is on screen
    this.#numbers.add(1);
    this.requestUpdate();
  }

  #numbered(asked, answer) {
    if (!answer.number) return;
    const own = answer.with_counsellor ? answer.number : answer.number - 1;
    this.#numbers.add(own);
    this.#last = Math.max(this.#last, own);
  }

  async #followLanguage(answer) {
    if (answer.language !== this.opening.language) await this.#speak(answer.language);
  }

  #announce(entry) {
    const offers = (entry.messages ?? []).filter((message) => message.kind === "offers").flatMap((message) => message.offers ?? []);
    if (offers.length) this.#tell("shortlist", { offers: offers.map(({ id, title, url }) => ({ id, title, url })) });
    for (const { kind, data } of entry.messages ?? []) {
      if (kind !== "handover") continue;
      const contacts = [...(data?.contacts ?? []), ...(data?.helplines ?? [])].map(({ name, url, number }) => ({ name, url, number }));
      this.#tell("handover", { urgent: Boolean(data?.urgent), contacts });
    }
  }

  #tell(what, detail) {
    this.dispatchEvent(new CustomEvent(`waymark:${what}`, { detail, bubbles: true, composed: true }));
  }

  // --- what the person decided -------------------------------------------------------------------------------------

  #knowState(state) {
    if (state.erased) return this.#erased(state);
    if (state.consent) {
      const agreed = new Set(state.consent);
      const changed = agreed.size !== this.consent.size || [...agreed].some((purpose) => !this.consent.has(purpose));
      this.consent = agreed;
      if (changed) this.#tell("consent", Object.fromEntries(["keep", "counsellor", "found"].map((p) => [p, agreed.has(p)])));
    }
    if ("with_counsellor" in state && state.with_counsellor !== true) this.withCounsellor = state.with_counsellor;
    this.#settle();
  }

  #settle() {
    if (this.consent.has("keep")) keep(this.#advisor.base, this.#held);
    else letGo(this.#advisor.base);
    if (this.consent.has("counsellor")) this.#listen();
    else this.#stopListening();
  }

  #stopListening() {
    this.#listening?.abort();
    Object.assign(this, { withCounsellor: null, waitsForOne: false, end: null });
    this.#listening = null;
  }

  /** What is left: the advisor's last words, if it said any. */
  #erased({ messages = [], quick_replies = [], language } = {}) {
    this.#forget();
    this.turns = [];
    if (messages.length) this.#add({ role: "advisor", language, messages, quick_replies });
    this.told = messages.length ? "" : this.opening?.words.erased ?? "";
    this.consent = new Set();
    this.#tell("consent", { keep: false, counsellor: false, found: false });
  }

  #forget() {
    this.#stopListening();
    letGo(this.#advisor.base);
    this.#held = null;
    this.#last = this.#before = 0;
    this.#numbers.clear();
    this.link = "";
  }

  // --- a counsellor in the conversation ----------------------------------------------------------------------------

  #listen() {
    if (this.#listening || !this.#held || !this.isConnected) return;
    const listening = (this.#listening = new AbortController());
    const heard = (event, data) => (this.busy ? this.#heard.push([event, data]) : this.#take(event, data));
    follow(this.#calls(), () => this.#last, heard, listening.signal);
  }

  #take(event, data) {
    if (event === "entry") this.#add(data);
    if (event === "state") Object.assign(this, { withCounsellor: data.with_counsellor, waitsForOne: data.waiting, end: data.end });
    if (event === "ended" && this.#held) this.#erased();
  }

  // --- refusals ----------------------------------------------------------------------------------------------------

  #failed(problem) {
    if (!(problem instanceof Refused)) console.error("waymark-chat:", problem.name); // the name only: no words of a person
    if (problem.status === 404) this.#forget();
    this.error = refusedInWords(problem, this.opening?.words);
    this.#tell("error", { status: problem.status ?? 0 });
  }

  // --- drawing -----------------------------------------------------------------------------------------------------

  #box() {
    return this.renderRoot?.querySelector("#wm-text");
  }

  #turn(turn) {
    return this.renderRoot.querySelector(`[data-turn="${turn.key}"]`) ?? this.renderRoot.querySelector(".wm-log")?.lastElementChild;
  }

  updated(changed) {
    if (changed.has("turns") || changed.has("headingLevel")) {
      const log = this.renderRoot.querySelector(".wm-log");
      if (log && !this.page) {
        shiftHeadings(log, this.headingLevel);
        leadHome(log, this.#advisor.base);
      }
    }
    if (this.page && changed.has("turns")) takeTheMenuAlong(this.#held);
  }

  firstUpdated() {
    const box = this.#box();
    if (box && this.unsent) box.value = this.unsent;
  }

  render() {
    return surface(this, {
      held: this.#held, typed: this.#typed, submitted: this.#submitted,
      toggle: () => (this.shown ? this.close() : this.open()), showLink: () => this.#showLink(),
    });
  }

  #typed(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    event.target.form.requestSubmit();
  }

  #submitted(event) {
    event.preventDefault();
    const button = event.submitter;
    const pressed = button && asked(button);
    if (!pressed) return this.#say(this.#box().value);
    if (pressed.say) return this.#say(pressed.say, { act: pressed.act, args: pressed.args });
    if (pressed.link) return this.#showLink();
    if (pressed.take) return this.#takeHome(pressed.take);
    return this.#bring(pressed, button);
  }

  async #takeHome(wanted) {
    this.error = "";
    try {
      await save(await this.#calls().takeHome(new URLSearchParams(wanted)));
    } catch (problem) {
      this.#failed(problem);
    }
  }

  /** A file or a text is read, or what was read of it is confirmed. */
  async #bring({ confirm, items, file, text }, button) {
    if (this.busy) return;
    if (file === null) return button.closest(".wm-message").querySelector("input[type=file]").focus();
    Object.assign(this, { busy: true, error: "" });
    const timer = setTimeout(() => { this.waiting = true; }, SAID_AFTER_MS);
    try {
      if (!this.#held) await this.#openConversation();
      const body = file ? new FormData() : { text: text || this.#box().value };
      if (file) body.append("file", file);
      const answer = confirm ? await this.#calls().confirm(confirm, items) : await this.#calls().bring(body);
      if (!file && !confirm) this.#box().value = "";
      if (answer.number || !this.#listening) this.#add({ role: "advisor", language: this.opening.language, ...answer });
    } catch (problem) {
      this.#failed(problem);
    } finally {
      clearTimeout(timer);
      this.busy = this.waiting = false;
      for (const [event, data] of this.#heard.splice(0)) this.#take(event, data);
    }
    await this.updateComplete;
    const latest = this.renderRoot.querySelector(".wm-log")?.lastElementChild;
    latest?.scrollIntoView({ behavior: calm(), block: "start" });
    if (!this.error) latest?.focus({ preventScroll: true });
  }

  async #showLink() {
    const address = linkTo(this.#held, window === window.top ? location.href : `${this.#advisor.base}/`);
    try {
      await navigator.clipboard.writeText(address);
      this.told = this.opening.words.link_copied;
    } catch {
      this.link = address; // the browser forbids it: shown, to copy by hand
    }
  }
}
