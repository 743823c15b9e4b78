import { type KinesisVideoClient, ListStreamsCommand, ListTagsForStreamCommand } from '@aws-sdk/client-kinesis-video';
import type { ListedStream, StreamDirectory } from '../../core/ports/streamDirectory.ts';
import type { System } from '../../core/system.ts';
import { inOurWords } from '../awsError.ts';
import { retryThrottled } from './retryThrottled.ts';

/** The API takes up to 10,000; pages were seen to end at 1,000 (cloud-custodian, pull request 9805). */
const PAGE = 1000;

/** The account's streams by the control plane's API. */
export class KvsStreamDirectory implements StreamDirectory {
  readonly #control: KinesisVideoClient;
  readonly #system: System;
  readonly #onThrottled: () => void;

  constructor(control: KinesisVideoClient, system: System, onThrottled: () => void = () => undefined) {
    this.#control = control;
    this.#system = system;
    this.#onThrottled = onThrottled;
  }

  async *list(prefix?: string): AsyncIterable<readonly ListedStream[]> {
    let nextToken: string | undefined;
    do {
      const command = new ListStreamsCommand({
        MaxResults: PAGE,
        ...(nextToken === undefined ? {} : { NextToken: nextToken }),
        ...(prefix === undefined
          ? {}
          : { StreamNameCondition: { ComparisonOperator: 'BEGINS_WITH', ComparisonValue: prefix } }),
      });
      const answer = await this.#patiently('ListStreams', () => this.#control.send(command));
      yield (answer.StreamInfoList ?? []).flatMap(({ StreamName, StreamARN, Status }) =>
        StreamName === undefined || StreamARN === undefined || Status === 'CREATING' || Status === 'DELETING'
          ? []
          : [{ streamName: StreamName, streamArn: StreamARN }],
      );
      nextToken = answer.NextToken;
    } while (nextToken !== undefined && nextToken !== '');
  }

  /** A stream has at most 50 tags (service model): one page, and the rest all the same. */
  async tags(streamArn: string): Promise<Readonly<Record<string, string>>> {
    const tags: Record<string, string> = {};
    let nextToken: string | undefined;
    do {
      const command = new ListTagsForStreamCommand({
        StreamARN: streamArn,
        ...(nextToken === undefined ? {} : { NextToken: nextToken }),
      });
      const answer = await this.#patiently(`ListTagsForStream of ${streamArn}`, () => this.#control.send(command));
      Object.assign(tags, answer.Tags);
      nextToken = answer.NextToken;
    } while (nextToken !== undefined && nextToken !== '');
    return tags;
  }

  #patiently<T>(doing: string, call: () => Promise<T>): Promise<T> {
    return retryThrottled(this.#system, () => inOurWords(doing, call), this.#onThrottled);
  }
}
