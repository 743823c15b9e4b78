import type { EvaluatedTemplate } from '../template/evaluateTemplate.ts';

/** A function that is called for what is published to a topic. */
export interface Subscription {
  readonly topicArn: string;
  readonly functionArn: string;
  /** Documented: SNS developer guide, "Subscription filter policies"; by message attributes unless said otherwise. */
  readonly filter: unknown;
  readonly filterScope: 'MessageAttributes' | 'MessageBody';
}

interface Declared {
  readonly Protocol?: unknown;
  readonly Endpoint?: unknown;
}

/** The topics that the template declares, and the functions that listen to them; other protocols are left out. */
export function readSubscriptions(template: EvaluatedTemplate): {
  topics: readonly string[];
  subscriptions: readonly Subscription[];
} {
  const topics = template.resources.filter((resource) => resource.type === 'AWS::SNS::Topic');
  const inline = topics.flatMap((topic) =>
    ((topic.properties.Subscription ?? []) as Declared[]).map((each) => ({ ...each, TopicArn: topic.ref })),
  );
  const own = template.resources
    .filter((resource) => resource.type === 'AWS::SNS::Subscription')
    .map((resource) => resource.properties as Declared & Record<string, unknown>);
  const subscriptions = [...inline, ...own]
    .filter((each) => each.Protocol === 'lambda')
    .map((each): Subscription => {
      const { FilterPolicy, FilterPolicyScope } = each as { FilterPolicy?: unknown; FilterPolicyScope?: unknown };
      return {
        topicArn: String(each.TopicArn),
        functionArn: String(each.Endpoint),
        filter: typeof FilterPolicy === 'string' ? JSON.parse(FilterPolicy) : FilterPolicy,
        filterScope: FilterPolicyScope === 'MessageBody' ? 'MessageBody' : 'MessageAttributes',
      };
    });
  return { topics: topics.map((topic) => topic.ref), subscriptions };
}
