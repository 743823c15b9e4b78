import type { Context } from '../../Context.ts';
import type { DeviceView, StatusForm } from './DeviceView.ts';
import { eventText } from './eventText.ts';
import { LinesView } from './LinesView.ts';
import { TerminalView } from './TerminalView.ts';

/** The view that `--status` names: on stderr, but JSON lines are a result and go to stdout. */
export function openDeviceView(form: StatusForm, streamName: string, context: Context): DeviceView {
  const { stdout, stderr, system } = context;
  if (form === 'json') return new LinesView(stdout, streamName, system, true);
  if (form === 'auto' && stderr.isTerminal) return new TerminalView(stderr, streamName, system);
  if (form === 'auto') return new LinesView(stderr, streamName, system, false);
  return {
    // Losses and refusals are told whatever is asked for.
    take: (event) => {
      const text = eventText(event);
      if (text !== undefined) stderr.write(`${text}\n`);
    },
    say: (text) => stderr.write(`${text}\n`),
    close: () => undefined,
  };
}
