// A file of the advisor's, saved as the browser saves downloads.

const named = (response) => /filename="([^"]+)"/.exec(response.headers.get("content-disposition") ?? "")?.[1] ?? "waymark";

export const save = async (response) => {
  const address = URL.createObjectURL(await response.blob());
  const link = Object.assign(document.createElement("a"), { href: address, download: named(response) });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
};
