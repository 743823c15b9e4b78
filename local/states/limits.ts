/** Limits of Step Functions, each with its source. */

/** Input and output of a task, a state and an execution, in UTF-8 bytes of JSON. Documented: Service quotas, "Quotas related to task executions". */
export const MAX_PAYLOAD_BYTES = 256 * 1024;
/** Events of a Standard execution; the next one fails it. Documented: Service quotas, "Maximum execution history size". */
export const MAX_HISTORY_EVENTS = 25_000;
/** AWS sets Express none; here it ends a loop that never waits, which would otherwise hold the whole process. */
export const MAX_EXPRESS_EVENTS = 1_000_000;
/** How long an Express execution may take. Documented: Service quotas, "Maximum execution time". */
export const MAX_EXPRESS_MS = 5 * 60_000;
/** Iterations of an inline Map at once. Documented: developer guide, "Map state processing modes". */
export const MAX_INLINE_CONCURRENCY = 40;
/** Children of a distributed Map at once, also where MaxConcurrency is 0. Documented: developer guide, "Distributed mode". */
export const MAX_DISTRIBUTED_CONCURRENCY = 10_000;
/** Longest wait and timeout, in seconds. Documented: Amazon States Language, "Wait". */
export const MAX_SECONDS = 99_999_999;
/** All variables of an execution together. Documented: developer guide, "Limits" of workflow variables. */
export const MAX_VARIABLES_BYTES = 10 * 1024 * 1024;
/** A state machine's definition. Documented: Service quotas, "Quotas related to state machines". */
export const MAX_DEFINITION_BYTES = 1024 * 1024;
/** Largest document that a JSON ItemReader takes here (AWS takes more); JSON Lines are streamed and have no such limit. */
export const MAX_JSON_DATASET_BYTES = 64 * 1024 * 1024;
