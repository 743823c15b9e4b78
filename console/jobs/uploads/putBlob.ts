import { PutRefused } from './sendFile.ts';

/** Puts a part to a signed address. (`fetch` does not tell how far an upload is.) @returns its ETag */
export function putBlob(
  url: string,
  headers: Readonly<Record<string, string>>,
  part: Blob,
  onSent: (bytes: number) => void,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('PUT', url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.addEventListener('progress', ({ loaded }) => onSent(loaded));
    request.addEventListener('load', () => {
      if (request.status !== 200) {
        const said = /<Message>([^<]*)<\/Message>/.exec(request.responseText)?.[1] ?? request.statusText;
        reject(new PutRefused(request.status, `${request.status} ${said}`));
        return;
      }
      onSent(part.size);
      resolve(request.getResponseHeader('etag') ?? '');
    });
    request.addEventListener('error', () => reject(new PutRefused(0, 'the connection broke off')));
    request.send(part);
  });
}
