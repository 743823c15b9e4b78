import { OWNER } from './Issuer.ts';

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? '');

const STYLE =
  'body{font:16px system-ui,sans-serif;display:grid;place-items:center;min-height:100vh;margin:0;color-scheme:light dark}' +
  'main{width:20rem;padding:1rem}label{display:block;margin:1rem 0 .3rem}input,button{font:inherit;padding:.5rem;' +
  'width:100%;box-sizing:border-box}button{margin-top:1rem}.fault{color:#b00020}code{overflow-wrap:anywhere}';

const page = (content: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Sign in to kvs-archiver</title><meta name="viewport" content="width=device-width,initial-scale=1"><style>${STYLE}</style></head><body><main>${content}</main></body></html>\n`;

export interface SignInForm {
  /** The request's own parameters, which come back with the password. */
  readonly parameters: URLSearchParams;
  readonly passwordPath: string;
  readonly wrongPassword: boolean;
}

/** Asks for the owner's password, and says where it lies. */
export function signInPage({ parameters, passwordPath, wrongPassword }: SignInForm): string {
  const hidden = [...parameters]
    .filter(([name]) => name !== 'password')
    .map(([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`)
    .join('');
  const fault = wrongPassword ? '<p class="fault" role="alert">That is not the password.</p>' : '';
  return page(
    `<h1>Sign in</h1><p>To the stack on this machine, as <b>${OWNER}</b>. The password lies in <code>${escaped(passwordPath)}</code>.</p>${fault}` +
      `<form method="post">${hidden}<input type="hidden" name="username" value="${OWNER}" autocomplete="username">` +
      '<label for="password">Password</label><input id="password" name="password" type="password" autocomplete="current-password" required autofocus>' +
      '<button>Sign in</button></form>',
  );
}

/** Says why nobody can sign in here. */
export const refusedPage = (message: string): string =>
  page(`<h1>Nobody can sign in from there</h1><p class="fault">${escaped(message)}</p>`);
