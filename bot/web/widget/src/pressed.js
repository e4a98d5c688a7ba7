// What a button of the advisor's messages asks for. Without this script the same buttons send the page's form.

const ticked = (button, name) =>
  [...(button.closest(".wm-body") ?? button.getRootNode()).querySelectorAll(`input[name=${name}]:checked`)];

/** {say, act, args} | {take} | {link} | {file} | {text} | {confirm, items}; undefined for the form's own button. */
export const asked = (button) => {
  if (button.name === "press") {
    const { text, act, args = {} } = JSON.parse(button.value);
    if (args.chosen === true) args.offers = ticked(button, "compare").map((box) => box.value);
    return { say: text, act, args };
  }
  const { wmTake, wmLink, wmBringSend, wmBringText, wmUse } = button.dataset;
  if (wmTake) {
    const [what, format] = wmTake.split(".");
    return { take: { what, format } };
  }
  if (wmLink !== undefined) return { link: true };
  if (wmUse !== undefined) return { confirm: button.value, items: ticked(button, "item").map((box) => box.dataset.wmItem) };
  if (wmBringText !== undefined) return { text: "" };
  if (wmBringSend !== undefined) return { file: button.closest(".wm-body").querySelector("[data-wm-bring]")?.files[0] ?? null };
  return undefined;
};
