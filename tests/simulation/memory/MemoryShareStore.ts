import { ArchiverError } from '../../../core/errors.ts';
import type { ShareStore } from '../../../core/ports/shareStore.ts';
import type { ShareRecord } from '../../../core/shares/Share.ts';

const tokenOf = ({ createdMs, shareId }: ShareRecord): string => `${createdMs}#${shareId}`;

/** Shares in memory. */
export class MemoryShareStore implements ShareStore {
  readonly shares = new Map<string, ShareRecord>();

  async put(share: ShareRecord): Promise<void> {
    if (this.shares.has(share.shareId)) throw new ArchiverError('Conflict', `there is a share ${share.shareId}`);
    this.shares.set(share.shareId, share);
  }

  async get(shareId: string): Promise<ShareRecord | undefined> {
    return this.shares.get(shareId);
  }

  async list(limit: number, after?: string, createdBy?: string) {
    const all = [...this.shares.values()].sort((a, b) => b.createdMs - a.createdMs || (a.shareId < b.shareId ? 1 : -1));
    const start = after === undefined ? 0 : all.findIndex((share) => tokenOf(share) === after) + 1;
    if (after !== undefined && start === 0) throw new ArchiverError('InvalidInput', 'nextToken: is not one of ours');
    const page = all.slice(start, start + limit);
    const last = page.at(-1);
    return {
      items: page.filter((share) => createdBy === undefined || share.createdBy === createdBy),
      ...(last !== undefined && page.length === limit ? { nextToken: tokenOf(last) } : {}),
    };
  }

  async revoke(shareId: string, nowMs: number): Promise<void> {
    this.#change(shareId, (share) => ({ revokedMs: share.revokedMs ?? nowMs }));
  }

  async noteOpened(shareId: string, nowMs: number): Promise<void> {
    this.#change(shareId, ({ opened }) => ({ opened: opened + 1, lastOpenedMs: nowMs }));
  }

  async noteRefused(shareId: string): Promise<void> {
    this.#change(shareId, ({ refused }) => ({ refused: refused + 1 }));
  }

  #change(shareId: string, change: (share: ShareRecord) => Partial<ShareRecord>): void {
    const share = this.shares.get(shareId);
    if (share !== undefined) this.shares.set(shareId, { ...share, ...change(share) });
  }
}
