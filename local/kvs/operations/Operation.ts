import type { IncomingMessage, ServerResponse } from 'node:http';
import type { PictureMaker } from '../../../core/ports/pictureMaker.ts';
import type { System } from '../../../core/system.ts';
import type { Delivery } from '../delivery/Delivery.ts';
import type { CallRate, CallRates } from '../limits/CallRates.ts';
import type { Input } from '../protocol/members.ts';
import type { SessionRegistry } from '../sessions/SessionRegistry.ts';
import type { KvsSettings } from '../settings.ts';
import type { Stream } from '../streams/Stream.ts';
import type { StreamRegistry } from '../streams/StreamRegistry.ts';

/** The services, by the names of their SDK clients. They share one port, since their paths differ. */
export type KvsServiceName = 'kinesis-video' | 'kinesis-video-archived-media' | 'kinesis-video-media';

/** What a persisted fragment is told of to whoever listens (notifications, images). */
export interface FragmentPersisted {
  readonly streamName: string;
  readonly streamArn: string;
  readonly fragmentNumber: string;
  readonly producerMs: number;
  readonly serverMs: number;
  readonly lengthMs: number;
  readonly bytes: number;
  /** The producer's tags on the fragment, in order. */
  readonly tags: readonly { readonly name: string; readonly value: string }[];
}

/** What is asked before an operation runs. `resource` is a stream's ARN, or `*`. It throws to refuse. */
export type Authorize = (call: {
  readonly service: KvsServiceName;
  readonly operation: string;
  readonly resource: string;
  readonly request: IncomingMessage;
}) => void | Promise<void>;

/** What all operations work on. */
export interface KvsContext {
  readonly system: System;
  readonly region: string;
  readonly accountId: string;
  readonly endpoint: () => string;
  /** For files that live as long as one request. */
  readonly temporaryDirectory: string;
  readonly streams: StreamRegistry;
  readonly callRates: CallRates;
  readonly sessions: SessionRegistry;
  readonly settings: () => KvsSettings;
  readonly onFragmentPersisted: (event: FragmentPersisted) => void;
  readonly authorize: Authorize;
  /** What is sent to S3 and SNS of its own accord. */
  readonly delivery: Delivery;
  readonly pictures: PictureMaker;
  /** Told of failures that are no answer of their own (a disk that fails): for the terminal. */
  readonly reportFailure: (what: string, error: unknown) => void;
  /** Aborted when the service closes. */
  readonly closing: AbortSignal;
}

/** One request of an operation. */
export interface Call {
  readonly operation: Operation;
  readonly context: KvsContext;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: string;
}

interface OperationFacts {
  /** As the service model names it. */
  readonly name: string;
  readonly service: KvsServiceName;
  readonly path: string;
  /** Calls a second (documented: service quotas); kept with `quotas: 'aws'`. */
  readonly rate: CallRate;
}

/** An operation that answers with JSON. */
export interface JsonOperation extends OperationFacts {
  readonly kind: 'json';
  run(input: Input, call: Call): Promise<unknown>;
}

/** An operation that takes JSON and answers with media, itself. What it throws before its first byte is answered. */
export interface MediaOperation extends OperationFacts {
  readonly kind: 'media';
  run(input: Input, call: Call): Promise<void>;
}

/** An operation that reads the body itself. */
export interface BodyOperation extends OperationFacts {
  readonly kind: 'body';
  run(call: Call): Promise<void>;
}

export type Operation = JsonOperation | MediaOperation | BodyOperation;

/** A control-plane operation: 50 a second of the account, 5 of one stream, where not said otherwise. */
export const CONTROL_RATE: CallRate = { account: 50, stream: 5 };

/**
 * Asks the hook and the stream's call rate; to be called as soon as the stream is known.
 * @param newName of a stream that is to be made: its resource has no time of creation yet (assumed: any)
 */
export async function admit(call: Call, stream: Stream | undefined, newName?: string): Promise<void> {
  const { operation, context, request } = call;
  const made =
    newName === undefined ? '*' : `arn:aws:kinesisvideo:${context.region}:${context.accountId}:stream/${newName}/*`;
  const resource = stream?.description.arn ?? made;
  await context.authorize({ service: operation.service, operation: operation.name, resource, request });
  if (context.settings().quotas === 'aws' && stream !== undefined) {
    context.callRates.take(operation.name, operation.rate.stream, stream.description.name);
  }
}
