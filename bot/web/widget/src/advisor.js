// The advisor's API as the component uses it. Every call goes to the address that the script came from.

export class Refused extends Error {
  constructor(status, refusal = "") {
    super(`the advisor answered ${status || "nothing"}`);
    this.status = status; // 0: no answer arrived
    this.refusal = refusal; // why, in the person's language, where the advisor says it
  }
}

/** Where the running script was loaded from, without a slash at its end. */
export const advisorOfScript = () => new URL(".", document.currentScript?.src ?? location.href).href.replace(/\/$/, "");

export class Advisor {
  constructor(base) {
    this.base = base.replace(/\/$/, "");
  }

  async call(path, { method = "GET", body, token, signal } = {}) {
    const headers = {};
    if (token) headers.Authorization = `Bearer ${token}`;
    const json = body !== undefined && !(body instanceof FormData);
    if (json) headers["Content-Type"] = "application/json";
    let response;
    try {
      response = await fetch(this.base + path, {
        method, headers, signal, body: json ? JSON.stringify(body) : body,
        cache: token || method !== "GET" ? "no-store" : "default", credentials: "omit", referrerPolicy: "no-referrer",
      });
    } catch (problem) {
      if (problem.name === "AbortError") throw problem;
      throw new Refused(0);
    }
    if (!response.ok) throw new Refused(response.status, (await response.json().catch(() => ({}))).refusal);
    return response;
  }

  async json(path, options) {
    const response = await this.call(path, options);
    return response.status === 204 ? null : response.json();
  }

  /** Words, welcome and numbers to show before anything was said. */
  opening(lang, portal) {
    const query = new URLSearchParams({ lang, ...(portal && { portal }) });
    return this.json(`/api/widget?${query}`);
  }

  open(wanted) {
    return this.json("/api/conversations", { method: "POST", body: wanted });
  }

  /** Calls about one conversation: the bearer token goes in a header, never in an address. */
  in({ id, token }) {
    const path = `/api/conversations/${encodeURIComponent(id)}`;
    return {
      say: (text, pressed) => this.json(`${path}/messages`, { method: "POST", token, body: pressed ? { text, pressed } : { text } }),
      state: () => this.json(`${path}/shown`, { token }),
      speak: (language) => this.json(`${path}/language`, { method: "POST", token, body: { language } }),
      erase: () => this.json(path, { method: "DELETE", token }),
      bring: (brought) => this.json(`${path}/profile`, { method: "POST", token, body: brought }),
      confirm: (proposal, items) => this.json(`${path}/profile/confirm`, { method: "POST", token, body: { proposal_id: proposal, items } }),
      takeHome: (query) => this.call(`${path}/take-home?${query}`, { token }),
      events: (after, signal) => this.call(`${path}/events?after=${after}`, { token, signal }),
    };
  }
}
