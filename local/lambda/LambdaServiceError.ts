/** What the Lambda service itself refuses, before any function runs. */
export class LambdaServiceError extends Error {
  readonly status: number;

  /** @param code Lambda's error name, without the `Lambda.` that Step Functions puts before it */
  constructor(code: string, status: number, message: string) {
    super(message);
    this.name = `Lambda.${code}`;
    this.status = status;
  }

  get code(): string {
    return this.name.slice('Lambda.'.length);
  }
}
