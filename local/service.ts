import type { IncomingMessage, ServerResponse } from 'node:http';

/** One emulated AWS service behind the gateway's single port. */
export interface LocalService {
  /** The name its SDK client bears, as in the fault plan: `s3`, `dynamodb`, `sfn`, `kinesis-video`, ... */
  readonly name: string;
  /** Answers one request. Never rejects for bad input: that is an answer too. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Ends what is under way, flushes, and frees everything. */
  close(): Promise<void>;
}
