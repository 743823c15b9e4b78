/** A definition that is refused, with the state in which the fault lies. The name is that of the API's error. */
export class InvalidDefinition extends Error {
  constructor(state: string, message: string) {
    super(state === '' ? message : `state '${state}': ${message}`);
    this.name = 'InvalidDefinition';
  }
}
