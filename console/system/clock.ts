/** The clock of the browser, in UTC epoch milliseconds. The one place that reads it. */
export const now = (): number => Date.now();
