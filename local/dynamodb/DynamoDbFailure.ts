/** An answer of DynamoDB that is an error: the body as it goes over the wire. */
export class DynamoDbFailure extends Error {
  readonly statusCode: number;
  readonly body: Readonly<Record<string, unknown>>;

  constructor(statusCode: number, body: Readonly<Record<string, unknown>>) {
    super(String(body.message ?? body.Message ?? body.__type));
    this.name = String(body.__type).split('#').pop() ?? 'DynamoDbFailure';
    this.statusCode = statusCode;
    this.body = body;
  }
}

/** The error `name` of DynamoDB's own model. */
export function dynamoDbFailure(name: string, message: string): DynamoDbFailure {
  const space = name === 'ValidationException' ? 'com.amazon.coral.validate' : 'com.amazonaws.dynamodb.v20120810';
  return new DynamoDbFailure(400, { __type: `${space}#${name}`, message });
}
