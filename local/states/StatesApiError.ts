/** An error of the API: `name` goes into `__type`. */
export class StatesApiError extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}
