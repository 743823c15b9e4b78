import { realSystem } from '../../../cloud/system/realSystem.ts';
import { createStates } from '../../../local/states/createStates.ts';
import { MemoryS3 } from './MemoryS3.ts';

/** Run by itself, to be killed: one execution that goes round for ever, and one that has ended. Prints as events are kept. */
async function runUntilKilled(dataDir: string): Promise<void> {
  let events = 0;
  const states = await createStates({
    dataDir,
    system: realSystem,
    region: 'us-east-1',
    accountId: '000000000000',
    s3: new MemoryS3(),
    invokeLambda: async (_, payload) => ({ ok: true, payload }),
    onHistoryEvent: () => {
      events += 1;
      if (events % 50 === 0) process.stdout.write(`${events}\n`);
    },
  });
  const define = (name: string, StartAt: string, States: object) =>
    states.defineStateMachine({
      name,
      definition: { QueryLanguage: 'JSONata', StartAt, States },
      type: 'STANDARD',
      roleArn: 'role',
    }).arn;
  const once = define('once', 'A', { A: { Type: 'Succeed', Output: '{% "kept" %}' } });
  await (await states.startExecution({ stateMachineArn: once, name: 'ended' })).completion;
  const arn = 'arn:aws:lambda:us-east-1:000000000000:function:work';
  const round = define('round', 'A', { A: { Type: 'Task', Resource: arn, Next: 'B' }, B: { Type: 'Pass', Next: 'A' } });
  await (await states.startExecution({ stateMachineArn: round, name: 'running' })).completion;
}

runUntilKilled(process.argv[2] ?? '').catch((fault: unknown) => {
  process.stderr.write(String(fault));
  process.exitCode = 1;
});
