import { advisorOfScript } from "./advisor.js";
import { WaymarkChat } from "./chat.js";

WaymarkChat.home = advisorOfScript();
if (!customElements.get("waymark-chat")) customElements.define("waymark-chat", WaymarkChat);
