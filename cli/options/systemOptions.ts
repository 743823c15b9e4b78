import { type Command, Option } from 'commander';

/** How a command finds the system that it talks to, and how it answers. */
export interface SystemOptions {
  readonly endpoint?: string;
  readonly region?: string;
  readonly json?: boolean;
}

/** Adds `--endpoint`, `--region` and `--json`. */
export function withSystemOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--endpoint <url>',
        'address of an embedded stack (default: AWS_ENDPOINT_URL, else http://127.0.0.1:4566)',
      ),
    )
    .addOption(new Option('--region <region>', 'Region (default: AWS_REGION, else that of the stack)'))
    .addOption(new Option('--json', 'JSON on stdout and nothing else'));
}
