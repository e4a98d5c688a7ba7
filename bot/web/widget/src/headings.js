// The advisor's messages begin at h3, as on its own page. In a portal they stand one level below the chat's title.

const WRITTEN = 3;

export const shiftHeadings = (root, level) => {
  if (level + 1 === WRITTEN) return;
  for (const heading of root.querySelectorAll("h3, h4, h5, h6")) {
    const shifted = Number(heading.tagName[1]) - WRITTEN + level + 1;
    heading.setAttribute("aria-level", String(Math.min(Math.max(shifted, 1), 9)));
  }
};

/** Links that the advisor writes to itself lead to the advisor, also from a portal's page. */
export const leadHome = (root, base) => {
  for (const link of root.querySelectorAll('a[href^="/"]')) link.href = base + link.getAttribute("href");
};
