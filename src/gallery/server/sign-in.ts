/** The pages around the token: one that takes it out of the address, and one that asks for it. Without scripts. */

/** Make the address of a page without the token. */
function withoutToken(url: URL): string {
  const rest = new URL(url);
  rest.searchParams.delete('token');
  return `${rest.pathname}${rest.search}`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);
}

function page(title: string, body: string, head = ''): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">${head}
<title>${title}</title><body>${body}</body></html>\n`;
}

/**
 * The page that leads on when the cookie is set. A redirect would not do: if the address was opened from another site, the
 * browser would follow it without the cookie.
 */
export function leadOn(url: URL): string {
  const target = escaped(withoutToken(url));
  return page(
    'picsift',
    `<p><a href="${target}">Open picsift</a></p>`,
    `<meta http-equiv="refresh" content="0;url=${target}">`,
  );
}

/** @param canType the user knows the token. */
export function signIn(url: URL, canType: boolean): string {
  const form = `<form action="${escaped(url.pathname)}"><p><label>Token <input name="token" type="password" autofocus
autocomplete="current-password"></label> <button>Open</button></p></form>`;
  const text = canType
    ? '<p>Give the token of this gallery.</p>'
    : '<p>This page was opened without its key. Open it again with:</p><pre>picsift open</pre>';
  return page('picsift: sign in', `<h1>picsift</h1>${text}${canType ? form : ''}`);
}
