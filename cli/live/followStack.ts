import type { System } from '../../core/system.ts';
import { formatSpan } from '../../core/time/formatTime.ts';
import type { StackEvent } from '../../local/stack/StackEvent.ts';
import { causeText } from '../runs/causeText.ts';
import { formatBytes } from '../terminal/formatBytes.ts';
import { formatClock } from '../terminal/formatClock.ts';
import type { LiveBoard } from './LiveBoard.ts';
import type { LiveView } from './LiveView.ts';

export interface FollowOptions {
  readonly board: LiveBoard;
  /** Where lines go now: it changes when the stack is ready. */
  readonly view: () => LiveView;
  readonly system: System;
  /** Told when a run has ended: watermarks may have moved. */
  onRunEnded(): void;
}

/** `clips/{stream}/{yyyy}/{MM}/{dd}/{HH}/{file}.mp4`, under any prefix. */
const CLIP_KEY = /(?:^|\/)clips\/([^/]+)\/\d{4}\/\d\d\/\d\d\/\d\d\/[^/]+\.mp4$/;
const BUNDLE_KEY = /(?:^|\/)bundles\/([^/]+)\/\d{4}\/\d\d\/\d\d\/\d\d\/[^/]+\.mkv$/;

/** Turns what the stack tells into lines and counts. */
export function followStack({ board, view, system, onRunEnded }: FollowOptions): (event: StackEvent) => void {
  const say = (type: string, text: string, data: Record<string, unknown>) =>
    view().say({ type, text: `${formatClock(system.clock.now())}  ${text}`, data });

  const stored = (bucket: string, key: string, bytes: number) => {
    const clip = CLIP_KEY.exec(key)?.[1];
    if (clip !== undefined) {
      board.clipArchived(clip, bytes);
      say('clip', `${clip}  clip archived, ${formatBytes(bytes)}: ${key}`, { streamName: clip, bucket, key, bytes });
      return;
    }
    const bundle = BUNDLE_KEY.exec(key)?.[1];
    if (bundle !== undefined) {
      say('bundle', `${bundle}  bundle archived, ${formatBytes(bytes)}: ${key}`, {
        streamName: bundle,
        bucket,
        key,
        bytes,
      });
    }
  };

  return (event) => {
    switch (event.type) {
      case 'fragment-persisted':
        board.fragmentIn(event.fragment.streamName, event.fragment.bytes);
        view().changed();
        return;
      case 'object-created':
        return stored(event.bucket, event.key, event.bytes);
      case 'execution-changed': {
        const { executionArn, name, status, startMs, stopMs, error, cause } = event.execution;
        if (status === 'RUNNING' || isChild(executionArn)) return;
        onRunEnded();
        if (status === 'SUCCEEDED') return;
        const took = formatSpan((stopMs ?? startMs) - startMs);
        say('run', `run ${name} ${status} after ${took}: ${causeText(error, cause)}`, {
          executionArn,
          status,
          error,
          cause,
        });
        return;
      }
      case 'failure':
        say('failure', `${event.where}: ${event.message}`, { where: event.where, message: event.message });
    }
  };
}

/** A child of a distributed Map: `...:execution:{machine}/{label}:{name}`. */
function isChild(executionArn: string): boolean {
  return (executionArn.split(':')[6] ?? '').includes('/');
}
