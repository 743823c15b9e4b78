/** Why a connection's body is ended by us; all that was sent is acknowledged before the next one begins. */
export type PlannedEnd =
  /** All is stored and no more will come. */
  | 'finished'
  /** The connection has lived its time. */
  | 'renewed'
  /** The next fragment needs another connection: another header, an earlier time, the other lane. */
  | 'switched'
  /** Nothing has come for a while; the service would end it soon. */
  | 'rested';
