/** What the API says of a file that is to be put: in one piece, or in parts. */
export interface AnnouncedUpload {
  readonly jobId: string;
  readonly url?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly parts?: readonly UploadPart[];
}

export interface UploadPart {
  readonly partNumber: number;
  readonly url: string;
  readonly bytes: number;
}

export interface FinishedPart {
  readonly partNumber: number;
  readonly etag: string;
}

/** An upload that was not taken: `status` 0 where nothing was answered. */
export class PutRefused extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** What uploading needs of the world. */
export interface SendPorts {
  announce(): Promise<AnnouncedUpload>;
  complete(jobId: string, parts: readonly FinishedPart[]): Promise<unknown>;
  /** @returns the ETag. @throws PutRefused */
  put(
    url: string,
    headers: Readonly<Record<string, string>>,
    part: Blob,
    onSent: (bytes: number) => void,
  ): Promise<string>;
  sleep(ms: number): Promise<void>;
}

const AT_ONCE = 3;
const TRIES = 5;

/**
 * Puts a file where the API says, in parts beside each other where it is long. What breaks off is tried again; an address
 * that is past its time is asked for anew.
 *
 * @param onSent is told how many bytes are on their way
 * @returns the id of the job
 * @throws PutRefused, and whatever the API says
 */
export async function sendFile(file: Blob, ports: SendPorts, onSent: (bytes: number) => void): Promise<string> {
  let announced = await ports.announce();
  const { jobId, parts } = announced;
  const sent = new Map<number, number>();
  const tell = (part: number, bytes: number): void => {
    sent.set(part, bytes);
    onSent([...sent.values()].reduce((sum, each) => sum + each, 0));
  };
  const insist = async (number: number, blob: Blob, headers: Readonly<Record<string, string>>): Promise<string> => {
    for (let tries = 1; ; tries++) {
      const url =
        parts === undefined ? announced.url : announced.parts?.find((part) => part.partNumber === number)?.url;
      try {
        return await ports.put(url ?? '', headers, blob, (bytes) => tell(number, bytes));
      } catch (error) {
        tell(number, 0);
        if (!(error instanceof PutRefused) || tries === TRIES || (error.status >= 400 && error.status < 403))
          throw error;
        if (error.status === 403 || error.status === 404) announced = await ports.announce();
        await ports.sleep(500 * 2 ** tries);
      }
    }
  };
  if (parts === undefined) {
    await insist(1, file, announced.headers ?? {});
    return jobId;
  }
  await ports.complete(jobId, await putParts(file, parts, (number, blob) => insist(number, blob, {})));
  return jobId;
}

async function putParts(
  file: Blob,
  parts: readonly UploadPart[],
  put: (number: number, blob: Blob) => Promise<string>,
): Promise<FinishedPart[]> {
  const finished: FinishedPart[] = [];
  let at = 0;
  const open = parts.map(({ partNumber, bytes }) => {
    const from = at;
    at += bytes;
    return { partNumber, from, to: at };
  });
  const queue = open.values();
  let failed = false;
  const work = async (): Promise<void> => {
    for (const { partNumber, from, to } of queue) {
      if (failed) return;
      try {
        finished.push({ partNumber, etag: await put(partNumber, file.slice(from, to)) });
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return finished.sort((a, b) => a.partNumber - b.partNumber);
}
