import { ArchiverError } from '../../core/errors.ts';
import type { IotIdentity } from './IotIdentity.ts';

/**
 * What a refusal of the credentials provider means. Observed, with each status and message: "Credential provider
 * responses" in the development notes of AWS's aws-iot-core-credential-provider-session-helper.
 */
export function explainRefusal(status: number, message: string, identity: IotIdentity): ArchiverError {
  const { roleAlias, thingName } = identity;
  const said = `the credentials provider answered ${status}${message === '' ? '' : ` "${message}"`}`;
  const fault = (kind: ConstructorParameters<typeof ArchiverError>[0], advice: string): ArchiverError =>
    new ArchiverError(kind, `${said}: ${advice}`, { details: { status } });

  if (status === 429) return fault('Throttled', 'it is asked too often');
  if (status >= 500) return fault('Internal', 'it fails');
  if (status === 404) {
    // Not NotFound: that is what a stream is that does not exist.
    return fault('InvalidInput', `is there a role alias ${roleAlias} in that account and Region? (--role-alias)`);
  }
  if (status === 400) {
    return fault(
      'InvalidInput',
      `the role behind ${roleAlias} cannot be assumed: does it trust credentials.iot.amazonaws.com, and for so long?`,
    );
  }
  if (status === 403 && /thing name/i.test(message)) {
    return fault(
      'AccessDenied',
      `the certificate is not attached to a thing ${thingName} (--thing; aws iot attach-thing-principal)`,
    );
  }
  if (status === 401 || status === 403) {
    return fault(
      'AccessDenied',
      `the certificate has to be ACTIVE, and its policy to allow iot:AssumeRoleWithCertificate on ${roleAlias} ` +
        '(aws iot attach-policy)',
    );
  }
  return fault('Internal', 'that is no answer of a credentials provider');
}
