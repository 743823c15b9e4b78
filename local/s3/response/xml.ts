const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

/** Content of an element: text, or elements in their order. `undefined` elements are left out. */
export type XmlContent =
  | string
  | number
  | boolean
  | readonly (readonly [name: string, content: XmlContent | undefined])[];

/** A document with S3's namespace on its root. */
export function xmlDocument(root: string, content: XmlContent): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="${NAMESPACE}">${xmlContent(content)}</${root}>`;
}

/** An error's document, which has no namespace. */
export function xmlErrorDocument(content: XmlContent): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${xmlContent(content)}</Error>`;
}

function xmlContent(content: XmlContent): string {
  if (typeof content !== 'object') return escapeXml(String(content));
  let text = '';
  for (const [name, child] of content) if (child !== undefined) text += `<${name}>${xmlContent(child)}</${name}>`;
  return text;
}

/** Control characters become references too, as S3 writes them: XML 1.0 has no other way to say them. */
function escapeXml(text: string): string {
  if (!/[&<>"\p{Cc}\ufffe\uffff]/u.test(text)) return text;
  return text.replace(/[&<>"\p{Cc}\ufffe\uffff]/gu, (character) => {
    if (character === '&') return '&amp;';
    if (character === '<') return '&lt;';
    if (character === '>') return '&gt;';
    if (character === '"') return '&quot;';
    return `&#${character.codePointAt(0)};`;
  });
}
