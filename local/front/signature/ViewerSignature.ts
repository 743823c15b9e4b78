/** What a viewer shows to be let in, as it was sent: in the query of a URL, or in cookies. */
export interface ViewerSignature {
  readonly keyPairId: string | undefined;
  readonly signature: string | undefined;
  /** Of a custom policy: base64 with other characters. */
  readonly policy: string | undefined;
  /** Of a canned policy: epoch seconds. */
  readonly expires: string | undefined;
  readonly hashAlgorithm: string | undefined;
}

/** The parameters of a signed URL, in the order of the fields above. */
const NAMES = ['Key-Pair-Id', 'Signature', 'Policy', 'Expires', 'Hash-Algorithm'] as const;
/** Documented: CloudFront developer guide, "Use signed cookies". */
const COOKIE_PREFIX = 'CloudFront-';

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

function fieldsOf(values: ReadonlyMap<string, string>): ViewerSignature {
  const [keyPairId, signature, policy, expires, hashAlgorithm] = NAMES.map((name) => values.get(name));
  return { keyPairId, signature, policy, expires, hashAlgorithm };
}

/** A query without what signs it, as it goes into the policy and on to the origin. */
export interface SignedQuery {
  readonly shown: ViewerSignature | undefined;
  readonly rest: string;
}

/** Takes the query of a URL apart; `shown` is undefined where nothing of a signature stands in it. */
export function readSignedQuery(query: string): SignedQuery {
  const values = new Map<string, string>();
  const rest: string[] = [];
  for (const pair of query.split('&')) {
    if (pair === '') continue;
    const at = pair.indexOf('=');
    const name = decoded(at < 0 ? pair : pair.slice(0, at));
    if (!NAMES.some((each) => each === name)) rest.push(pair);
    else if (!values.has(name)) values.set(name, at < 0 ? '' : decoded(pair.slice(at + 1)));
  }
  return { shown: values.size === 0 ? undefined : fieldsOf(values), rest: rest.join('&') };
}

/** What signed cookies say. */
export function readSignedCookies(header: string): ViewerSignature {
  const values = new Map<string, string>();
  for (const pair of header.split(';')) {
    const at = pair.indexOf('=');
    const name = pair.slice(0, Math.max(at, 0)).trim();
    if (!name.startsWith(COOKIE_PREFIX)) continue;
    const field = name.slice(COOKIE_PREFIX.length);
    if (!values.has(field)) values.set(field, decoded(pair.slice(at + 1).trim()));
  }
  return fieldsOf(values);
}
