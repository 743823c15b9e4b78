/** How far the wall clock of the browser's time zone is ahead of UTC at a moment. */
export const localOffset = (ms: number): number => -new Date(ms).getTimezoneOffset() * 60_000;
