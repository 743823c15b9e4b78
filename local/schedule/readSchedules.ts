import type { EvaluatedTemplate } from '../template/evaluateTemplate.ts';
import { parseScheduleExpression, type Timetable } from './parseScheduleExpression.ts';

/** An `AWS::Scheduler::Schedule` of the template. */
export interface Schedule {
  readonly name: string;
  readonly logicalId: string;
  readonly enabled: boolean;
  readonly timetable: Timetable;
  /** A state machine, a function, or a universal target. */
  readonly targetArn: string;
  /** Text as it goes to the target, context attributes not yet filled in. */
  readonly input: string;
}

/** The schedules that the template declares. @throws ArchiverError InvalidInput for an expression that cannot be read */
export function readSchedules(template: EvaluatedTemplate): Schedule[] {
  return template.resources
    .filter((resource) => resource.type === 'AWS::Scheduler::Schedule')
    .map(({ logicalId, ref, properties }) => {
      const target = (properties.Target ?? {}) as Record<string, unknown>;
      const timezone = properties.ScheduleExpressionTimezone;
      return {
        name: ref,
        logicalId,
        enabled: properties.State !== 'DISABLED',
        timetable: parseScheduleExpression(
          String(properties.ScheduleExpression),
          typeof timezone === 'string' ? timezone : undefined,
        ),
        targetArn: String(target.Arn),
        input: typeof target.Input === 'string' ? target.Input : '{}',
      };
    });
}
