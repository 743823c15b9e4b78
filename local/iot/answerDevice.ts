import type { Credential } from '../auth/Credential.ts';
import type { Session } from '../auth/sessionToken.ts';
import { decide } from '../iam/decide.ts';
import type { Things } from './openThings.ts';
import type { DeviceRules } from './readDeviceRules.ts';

/** What a device asks. */
export interface DeviceRequest {
  readonly method: string;
  /** As it was sent, with its query. */
  readonly url: string;
  /** `x-amzn-iot-thingname` */
  readonly thingName: string | undefined;
  /** Of the certificate that it has shown. */
  readonly certificateId: string;
}

export interface DeviceAnswer {
  readonly status: number;
  /** `x-amzn-errortype` */
  readonly errorType?: string;
  readonly body: unknown;
}

export interface AnswerOptions {
  readonly rules: DeviceRules;
  readonly things: Pick<Things, 'ofCertificate'>;
  lend(session: Session): Credential;
  readonly nowMs: number;
}

const PATH = /^\/role-aliases\/([^/?]+)\/credentials(?:\?.*)?$/;

const refuse = (status: number, errorType: string, message: string): DeviceAnswer => ({
  status,
  errorType,
  body: { message },
});

/**
 * What the credentials provider answers. The refusals and their order are observed (the development notes of AWS's
 * aws-iot-core-credential-provider-session-helper); that a certificate which is not registered is told "Certificate is
 * invalid on this endpoint" and not turned away before, is assumed; so is that the session bears the certificate's id.
 */
export async function answerDevice(
  { method, url, thingName, certificateId }: DeviceRequest,
  { rules, things, lend, nowMs }: AnswerOptions,
): Promise<DeviceAnswer> {
  const alias = PATH.exec(url)?.[1];
  if (method !== 'GET' || alias === undefined) return refuse(404, 'ResourceNotFoundException', 'Not found');
  const thing = await things.ofCertificate(certificateId);
  if (thing === undefined) {
    return refuse(403, 'AccessDeniedException', 'Certificate is invalid on this endpoint');
  }
  if (thingName !== undefined && thingName !== thing.thingName) {
    return refuse(403, 'AccessDeniedException', 'Invalid thing name passed');
  }
  const known = rules.roleAliases.get(alias);
  const resource = known?.arn ?? unknownAliasArn(rules, alias);
  // Documented: without its name in the request nothing is known of the thing.
  const attached = { 'iot:connection.thing.isattached': String(thingName !== undefined) };
  if (!decide(rules.statements, { action: 'iot:AssumeRoleWithCertificate', resource, context: attached }).allowed) {
    return refuse(403, 'AccessDeniedException', 'Access Denied');
  }
  if (known === undefined) return refuse(404, 'ResourceNotFoundException', 'Role alias does not exist');
  if (known.longestSeconds === 0) {
    return refuse(400, 'InvalidRequestException', 'Unable to assume the role, or the role to assume does not exist');
  }
  if (known.durationSeconds > known.longestSeconds) {
    const message = 'The requested CredentialDurationSeconds exceeds the MaxSessionDuration set for the role';
    return refuse(400, 'InvalidRequestException', message);
  }
  // The answer's time has whole seconds.
  const expiresMs = Math.floor(nowMs / 1000 + known.durationSeconds) * 1000;
  const { accessKeyId, secretAccessKey, temporary } = lend({
    roleArn: known.roleArn,
    name: certificateId,
    context: {
      'credentials-iot:awscertificateid': certificateId,
      // Documented: there are no thing variables where the request names no thing.
      ...(thingName === undefined ? {} : { 'credentials-iot:thingname': thing.thingName }),
      ...(thingName === undefined || thing.thingTypeName === undefined
        ? {}
        : { 'credentials-iot:thingtypename': thing.thingTypeName }),
    },
    expiresMs,
  });
  const expiration = new Date(expiresMs).toISOString().replace('.000Z', 'Z');
  return {
    status: 200,
    body: { credentials: { accessKeyId, secretAccessKey, sessionToken: temporary?.token, expiration } },
  };
}

/** The ARN that an alias would have which is not there: beside those that are. */
function unknownAliasArn({ roleAliases }: DeviceRules, alias: string): string {
  const [any] = roleAliases.values();
  return (any?.arn ?? 'arn:aws:iot:::rolealias/x').replace(/rolealias\/.*$/, `rolealias/${alias}`);
}
