import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { S3Error } from '../s3Error.ts';

/** An element of a request's XML: what S3 sends has no attributes that matter, and text only in leaves. */
export interface XmlElement {
  readonly children: ReadonlyMap<string, readonly XmlElement[]>;
  readonly value: string;
  /** The text of the first child of that name. */
  text(name: string): string | undefined;
}

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: true,
  ignoreDeclaration: true,
  removeNSPrefix: true,
  parseTagValue: false,
  trimValues: false,
  processEntities: true,
  htmlEntities: true,
});

/** Parses a request's XML whose root is `root`; `MalformedXML` where it is none, or holds a document type. */
export function readXml(text: string, root: string): XmlElement {
  // No S3 request has a document type, and entities of one's own are how a small text grows into a large one.
  if (text.includes('<!') || XMLValidator.validate(text) !== true) throw new S3Error('MalformedXML');
  let nodes: unknown;
  try {
    nodes = parser.parse(text);
  } catch (error) {
    throw new S3Error('MalformedXML', { cause: error });
  }
  const element = elementOf(nodes).children.get(root)?.[0];
  if (element === undefined) throw new S3Error('MalformedXML');
  return element;
}

/** The children of that name. */
export function childElements(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children.get(name) ?? [];
}

/** Its only child of that name, if it has one. */
export function childElement(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.get(name)?.[0];
}

/** The parser gives, for each element, a list of nodes with one property: its name, or `#text`. */
function elementOf(nodes: unknown): XmlElement {
  const children = new Map<string, XmlElement[]>();
  let value = '';
  for (const node of Array.isArray(nodes) ? nodes : []) {
    for (const [name, content] of Object.entries(node as object)) {
      if (name === '#text') value += String(content);
      else if (name !== ':@') {
        const same = children.get(name) ?? [];
        same.push(elementOf(content));
        children.set(name, same);
      }
    }
  }
  return { children, value, text: (name) => children.get(name)?.[0]?.value };
}
