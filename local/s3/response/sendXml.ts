import type { ServerResponse } from 'node:http';
import { type XmlContent, xmlDocument } from './xml.ts';

/** Answers with a document. */
export function sendXml(response: ServerResponse, root: string, content: XmlContent): void {
  const body = Buffer.from(xmlDocument(root, content));
  response.writeHead(200, { 'content-type': 'application/xml', 'content-length': body.length });
  response.end(body);
}

/** Answers with headers alone. */
export function sendEmpty(response: ServerResponse, status: 200 | 204, headers: Record<string, string> = {}): void {
  response.writeHead(status, status === 200 ? { ...headers, 'content-length': 0 } : headers);
  response.end();
}
