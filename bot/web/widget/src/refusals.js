// What a person reads when the advisor refuses or is not reached.

/** Before the advisor answered at all there are no words of the person's language yet. */
const UNREACHED = "The advisor cannot be reached now. Please load this page again later.";

export const refusedInWords = ({ status, refusal }, words) => {
  if (!words) return UNREACHED;
  if (refusal) return refusal;
  if (status === 404) return words.ended;
  if (status === 413) return words.too_long;
  if (status === 429 || status === 503) return words.crowded;
  return status === 0 && !navigator.onLine ? words.offline : words.failed;
};
