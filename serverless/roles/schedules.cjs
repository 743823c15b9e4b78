/** What the schedules of EventBridge Scheduler may do, by the names of their resources. */
module.exports = (_stage, allow) => ({
  ArchiveSchedule: [allow.start('archive'), allow.queue('ScheduleDeadLetters', 'SendMessage')],
  BackfillSchedule: [allow.start('archive'), allow.queue('ScheduleDeadLetters', 'SendMessage')],
  ObserveSchedule: [allow.invoke('observeFleet'), allow.queue('ScheduleDeadLetters', 'SendMessage')],
  SweepSchedule: [allow.invoke('sweepOrphans'), allow.queue('ScheduleDeadLetters', 'SendMessage')],
  LostPackagesSchedule: [allow.invoke('findLostPackages'), allow.queue('ScheduleDeadLetters', 'SendMessage')],
  DiscoverSchedule: [allow.invoke('discoverStreams'), allow.queue('ScheduleDeadLetters', 'SendMessage')],
});
