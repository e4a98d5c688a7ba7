// Where a conversation is held in the browser: only after the person said "keep it", and only in this tab's own
// session storage. Many people look for work on a shared computer: what the next one could open is not left behind.

const name = (base) => `waymark-chat ${base}`;
const FRAGMENT = /^#wm=([\w-]{10,200})\.([\w-]{10,200})$/;

export const kept = (base) => {
  try {
    const { id, token } = JSON.parse(sessionStorage.getItem(name(base)) ?? "null") ?? {};
    return typeof id === "string" && typeof token === "string" ? { id, token } : null;
  } catch {
    return null; // storage is off, or holds something else
  }
};

export const keep = (base, { id, token }) => {
  try {
    sessionStorage.setItem(name(base), JSON.stringify({ id, token }));
  } catch {
    // storage is off: the link still reopens the conversation
  }
};

export const letGo = (base) => {
  try {
    sessionStorage.removeItem(name(base));
  } catch {
    // nothing was kept
  }
};

/** The conversation that the address names after #, which no server ever sees; taken out of the address at once. */
export const fromAddress = () => {
  const [, id, token] = FRAGMENT.exec(location.hash) ?? [];
  if (!id) return null;
  history.replaceState(history.state, "", location.pathname + location.search);
  return { id, token };
};

/** The address that reopens a conversation for whoever holds it. `page`: where the chat is found again. */
export const linkTo = ({ id, token }, page) => `${page.split("#")[0]}#wm=${id}.${token}`;
