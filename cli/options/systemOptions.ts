import { type Command, Option } from 'commander';

/** How a command finds the system that it talks to, and how it answers. */
export interface SystemOptions {
  readonly endpoint?: string;
  readonly region?: string;
  readonly profile?: string;
  readonly stage?: string;
  readonly json?: boolean;
}

/** Adds `--endpoint`, `--region`, `--profile`, `--stage` and `--json`. */
export function withSystemOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--endpoint <url>',
        'address of an embedded stack (default: AWS_ENDPOINT_URL, else one at http://127.0.0.1:4566, else AWS)',
      ),
    )
    .addOption(
      new Option('--stage <stage>', 'the stack kvs-archiver-<stage> in AWS (default: prod)').conflicts('endpoint'),
    )
    .addOption(
      new Option('--profile <profile>', 'of the AWS configuration (default: AWS_PROFILE)').conflicts('endpoint'),
    )
    .addOption(new Option('--region <region>', "Region (default: AWS_REGION, else the profile's or the stack's)"))
    .addOption(new Option('--json', 'JSON on stdout and nothing else'));
}
