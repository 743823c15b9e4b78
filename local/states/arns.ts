/** Where the machines live. */
export interface Place {
  readonly region: string;
  readonly accountId: string;
}

/** Characters that the name of an execution may not hold. Documented: API reference, StartExecution, `name`. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are among those that AWS forbids
const FORBIDDEN_IN_NAMES = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f\ufffe\uffff]/;

export function isValidName(name: string): boolean {
  return name.length >= 1 && name.length <= 80 && !FORBIDDEN_IN_NAMES.test(name);
}

/** `arn:aws:states:{region}:{account}:stateMachine:{name}` */
export function stateMachineArn(place: Place, name: string): string {
  return `arn:aws:states:${place.region}:${place.accountId}:stateMachine:${name}`;
}

/** The last part of a state machine's ARN: its name, or `machine/Label` for the children of a Map. */
export function stateMachineNameOf(arn: string): string {
  return arn.split(':').slice(6).join(':');
}

/** `...:execution:{machine}:{name}`; for Express `...:express:{machine}:{name}:{id}`. */
export function executionArn(machineArn: string, name: string, expressId?: string): string {
  const arn = machineArn.replace(':stateMachine:', expressId === undefined ? ':execution:' : ':express:');
  return expressId === undefined ? `${arn}:${name}` : `${arn}:${name}:${expressId}`;
}

const STATES_ARN = /^arn:aws[a-z-]*:states:[a-z0-9-]+:\d{12}:(stateMachine|execution|express|mapRun):.+$/;

/** Whether the text is an ARN of the kind. */
export function isArnOf(kind: 'stateMachine' | 'execution' | 'express' | 'mapRun', arn: string): boolean {
  return STATES_ARN.exec(arn)?.[1] === kind;
}
