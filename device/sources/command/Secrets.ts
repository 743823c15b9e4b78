const HIDDEN = '***';

/** Takes a camera's name and password out of whatever people or logs get to see. */
export class Secrets {
  readonly #words: readonly string[];

  /** @param address a camera's address, with or without name and password */
  constructor(address: string) {
    const found = credentialsOf(address);
    const words = found === undefined ? [] : [found.whole, found.password, decoded(found.password)];
    this.#words = words.filter((word) => word.length > 0).sort((a, b) => b.length - a.length);
  }

  /** The text with every mention hidden. */
  hide(text: string): string {
    let hidden = text.replace(/([a-z][a-z0-9+.-]*:\/\/)[^\s/@'"]+@/gi, `$1${HIDDEN}@`);
    for (const word of this.#words) hidden = hidden.replaceAll(word, HIDDEN);
    return hidden;
  }
}

/** Whether an address carries a name and a password. */
export function hasCredentials(address: string): boolean {
  return credentialsOf(address) !== undefined;
}

/** Passwords of cameras hold what no URL may hold: the last @ before the path ends them. */
function credentialsOf(address: string): { whole: string; password: string } | undefined {
  const [, whole] = /^[a-z][a-z0-9+.-]*:\/\/(.*)@/i.exec(address.split('?')[0] ?? '') ?? [];
  if (whole === undefined) return undefined;
  const colon = whole.indexOf(':');
  return { whole, password: colon < 0 ? '' : whole.slice(colon + 1) };
}

function decoded(word: string): string {
  try {
    return decodeURIComponent(word);
  } catch {
    return word;
  }
}
