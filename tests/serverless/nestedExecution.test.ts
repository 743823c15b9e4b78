import { join } from 'node:path';
import { realSystem } from '../../cloud/system/realSystem.ts';
import { decide } from '../../local/iam/decide.ts';
import { readRoles } from '../../local/iam/readRoles.ts';
import { taskAccess } from '../../local/states/tasks/taskAccess.ts';
import { evaluateTemplate } from '../../local/template/evaluateTemplate.ts';
import { packageService } from '../../local/template/packageService.ts';

const ROOT = join(__dirname, '../..');
const CACHE = join(ROOT, 'node_modules', '.cache', 'kvs-archiver');

test.each([
  ['arn:aws:states:::states:startExecution', 1],
  ['arn:aws:states:::states:startExecution.sync:2', 6],
])(
  "the archive machine's role allows all that %s needs",
  async (resource, count) => {
    const { template } = await packageService({ root: ROOT, stage: 'prod', cacheDir: CACHE, system: realSystem });
    const evaluated = evaluateTemplate(template, {
      stackName: 'kvs-archiver-prod',
      region: 'eu-west-1',
      accountId: '123456789012',
      endpoint: 'http://127.0.0.1',
    });
    const statements =
      [...readRoles(evaluated).values()].find(({ logicalId }) => logicalId === 'ArchiveMachineRole')?.statements ?? [];
    const { ArchiveStateMachineArn = '' } = evaluated.outputs;
    const { actions } = taskAccess(
      resource,
      { StateMachineArn: ArchiveStateMachineArn },
      `${ArchiveStateMachineArn.replace(':stateMachine:', ':execution:')}:run`,
    );

    expect(actions).toHaveLength(count);
    expect(actions.filter((action) => !decide(statements, action).allowed)).toEqual([]);
  },
  300_000,
);
