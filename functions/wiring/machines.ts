import { SfnExecutions } from '../../cloud/states/SfnExecutions.ts';
import { SfnRuns } from '../../cloud/states/SfnRuns.ts';
import type { Executions } from '../../core/ports/executions.ts';
import type { Runs } from '../../core/ports/runs.ts';
import { setting } from '../environment.ts';

export const executions = (): Executions => new SfnExecutions();

export const archiveRuns = (): Runs => new SfnRuns(setting('ARCHIVE_MACHINE_ARN'));
