import { createHmac } from 'node:crypto';
import {
  checkLinkSeconds,
  type ObjectLink,
  type ObjectLinkRequest,
  type ObjectLinks,
} from '../../../core/ports/objectLinks.ts';
import type { ObjectPlace } from '../../../core/ports/objectStore.ts';
import type { MemoryObjectStore } from './MemoryObjectStore.ts';

/** What following a link gives. */
export interface Followed {
  readonly status: number;
  readonly body: string;
  readonly disposition: string | null;
}

/** Links to objects in memory: signed, and held to their time. */
export class MemoryObjectLinks implements ObjectLinks {
  readonly #objects: MemoryObjectStore;
  readonly #now: () => number;

  constructor(objects: MemoryObjectStore, now: () => number) {
    this.#objects = objects;
    this.#now = now;
  }

  async linkTo({ bucket, key }: ObjectPlace, { expiresSeconds, fileName }: ObjectLinkRequest): Promise<ObjectLink> {
    checkLinkSeconds(expiresSeconds);
    const expiresMs = Math.floor(this.#now() / 1000) * 1000 + expiresSeconds * 1000;
    const query = new URLSearchParams({ expires: String(expiresMs), ...(fileName === undefined ? {} : { fileName }) });
    const path = `https://${bucket}.memory/${encodeURIComponent(key)}?${query}`;
    return { url: `${path}&signature=${signature(path)}`, expiresMs };
  }

  async follow(url: string): Promise<Followed> {
    const refused: Followed = { status: 403, body: '', disposition: null };
    const [path = '', signed] = url.split('&signature=');
    const { hostname, pathname, searchParams } = new URL(path);
    if (signed !== signature(path) || this.#now() > Number(searchParams.get('expires'))) return refused;
    const place = { bucket: hostname.slice(0, -'.memory'.length), key: decodeURIComponent(pathname.slice(1)) };
    const bytes = this.#objects.objects.get(`${place.bucket}/${place.key}`);
    if (bytes === undefined) return { ...refused, status: 404 };
    const fileName = searchParams.get('fileName');
    const disposition = fileName === null ? null : `attachment; filename="${fileName}"`;
    return { status: 200, body: Buffer.from(bytes).toString('latin1'), disposition };
  }
}

const signature = (path: string): string => createHmac('sha256', 'memory').update(path).digest('hex');
