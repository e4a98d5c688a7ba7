// The page as the server drew it, taken over: its turns stay the same nodes, so nothing is shown or spoken twice.

export const takeOver = (element) => {
  const data = JSON.parse(element.dataset.opening);
  const field = (name) => element.querySelector(`input[name=${name}]`)?.value ?? "";
  const turns = [...element.querySelectorAll(".wm-log > *")].map((node) => ({ node, role: node.dataset.role }));
  const found = {
    opening: data.opening,
    turns,
    held: field("conversation_id") ? { id: field("conversation_id"), token: field("token") } : null,
    consent: new Set(data.consent),
    withCounsellor: data.with_counsellor,
    last: data.last,
    unsent: element.querySelector("#wm-text")?.value ?? "",
    error: element.querySelector(".wm-error")?.textContent ?? "",
  };
  element.replaceChildren();
  return found;
};

/** The page's language menu goes on with the conversation, as it does without this script. */
export const takeTheMenuAlong = (held) => {
  const form = document.querySelector(".wm-languages");
  if (!form) return;
  form.method = held ? "post" : "get";
  const fields = held ? { conversation_id: held.id, token: held.token, look: "language" } : {};
  form.querySelectorAll("input[type=hidden]").forEach((field) => field.remove());
  for (const [name, value] of Object.entries(fields)) form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
};
