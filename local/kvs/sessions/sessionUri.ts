/** A URI of a session, relative to the one that names it (observed: parameters in the order of the alphabet). */
export function sessionUri(file: string, token: string, parameters: Readonly<Record<string, string | number>> = {}) {
  const query = Object.entries({ ...parameters, SessionToken: token }).sort(([a], [b]) => (a < b ? -1 : 1));
  return `${file}?${query.map(([name, value]) => `${name}=${value}`).join('&')}`;
}
