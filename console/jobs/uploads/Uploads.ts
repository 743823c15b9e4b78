/** A file on its way. */
export interface Upload {
  readonly id: number;
  readonly fileName: string;
  readonly bytes: number;
  readonly sent: number;
  readonly state: 'SENDING' | 'SENT' | 'FAILED';
  readonly error?: string;
}

/** Sends a file, telling how far it is. */
export type Send = (file: File, onSent: (bytes: number) => void) => Promise<unknown>;

/**
 * The files that this page is sending. It stands outside of React: an upload goes on while another view is looked at.
 */
export class Uploads {
  #uploads: readonly Upload[] = [];
  readonly #files = new Map<number, { readonly file: File; readonly send: Send }>();
  readonly #listeners = new Set<() => void>();
  #last = 0;

  readonly list = (): readonly Upload[] => this.#uploads;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Whether something would be lost with the page. */
  get isBusy(): boolean {
    return this.#uploads.some(({ state }) => state === 'SENDING');
  }

  /** Sends a file; resolves when that has ended, well or not. */
  async add(file: File, send: Send): Promise<void> {
    this.#last += 1;
    const id = this.#last;
    this.#files.set(id, { file, send });
    this.#set([...this.#uploads, { id, fileName: file.name, bytes: file.size, sent: 0, state: 'SENDING' }]);
    await this.#send(id);
  }

  /** Once more; what sends it knows what is there already. */
  async retry(id: number): Promise<void> {
    const [upload] = this.#uploads.filter((each) => each.id === id && each.state === 'FAILED');
    if (upload === undefined) return;
    const { error: _, ...rest } = upload;
    this.#change({ ...rest, sent: 0, state: 'SENDING' });
    await this.#send(id);
  }

  /** Is no longer shown; one that is on its way stays. */
  dismiss(id: number): void {
    if (this.#uploads.some((each) => each.id === id && each.state === 'SENDING')) return;
    this.#files.delete(id);
    this.#set(this.#uploads.filter((each) => each.id !== id));
  }

  async #send(id: number): Promise<void> {
    const { file, send } = this.#files.get(id) ?? {};
    const now = (): Upload | undefined => this.#uploads.find((each) => each.id === id);
    if (file === undefined || send === undefined) return;
    try {
      await send(file, (sent) => {
        const upload = now();
        if (upload?.state === 'SENDING') this.#change({ ...upload, sent });
      });
      const upload = now();
      if (upload !== undefined) this.#change({ ...upload, sent: upload.bytes, state: 'SENT' });
    } catch (error) {
      const upload = now();
      const message = error instanceof Error ? error.message : String(error);
      if (upload !== undefined) this.#change({ ...upload, state: 'FAILED', error: message });
    }
  }

  #change(upload: Upload): void {
    this.#set(this.#uploads.map((each) => (each.id === upload.id ? upload : each)));
  }

  #set(uploads: readonly Upload[]): void {
    this.#uploads = uploads;
    for (const listener of this.#listeners) listener();
  }
}
