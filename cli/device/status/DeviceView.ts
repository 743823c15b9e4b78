import type { ProducerEvent } from '../../../device/putMedia/ProducerEvent.ts';

/** Shows what a device does, as it does it. */
export interface DeviceView {
  take(event: ProducerEvent): void;
  /** Anything else that people should be told. */
  say(text: string): void;
  /** Nothing is shown afterwards. */
  close(): void;
}

/** `auto`: a line that is redrawn on a terminal, plain lines elsewhere; `json`: JSON lines on stdout. */
export type StatusForm = 'auto' | 'json' | 'off';
