import { ArchiverError } from '../../core/errors.ts';
import type { IotIdentity } from './IotIdentity.ts';

/** Node's and OpenSSL's names for a chain that ends at nobody who is trusted. */
const UNKNOWN_AUTHORITY = new Set([
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'CERT_SIGNATURE_FAILURE',
  'INVALID_CA',
]);

/**
 * Why a connection to the credentials provider failed, and what to do. What waiting may mend (the network, a clock that
 * has not been set yet) is retryable, the rest is not.
 *
 * @param secured whether the handshake was over: a service that does not like a certificate may say so by hanging up
 * @param now for people, the time by this machine's clock
 */
export function explainConnectionFault(
  cause: unknown,
  { endpoint, thingName }: IotIdentity,
  { secured, now }: { readonly secured: boolean; readonly now: string },
): ArchiverError {
  const code = String((cause as { code?: unknown }).code ?? '');
  const place = `the credentials provider at ${endpoint}`;
  const fault = (kind: ConstructorParameters<typeof ArchiverError>[0], message: string): ArchiverError =>
    new ArchiverError(kind, message, { cause, details: { code } });

  if (code === 'CERT_NOT_YET_VALID' || code === 'CERT_HAS_EXPIRED') {
    const way = code === 'CERT_HAS_EXPIRED' ? 'has expired' : 'is not valid yet';
    const clock = `this machine's clock says ${now}: where that is wrong, set it (NTP)`;
    return fault('NotYetAvailable', `by the clock, the certificate of ${place} ${way}; ${clock}`);
  }
  if (UNKNOWN_AUTHORITY.has(code)) {
    return fault(
      'InvalidInput',
      `nobody who is trusted vouches for ${place}: name the right authority with --iot-ca (AWS: AmazonRootCA1.pem, or ` +
        'leave it out; an embedded stack: its ca.pem)',
    );
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return fault(
      'InvalidInput',
      `who answers at ${endpoint} is somebody else by his certificate: look at --iot-endpoint`,
    );
  }
  const alerted = /ALERT/.test(code);
  if (alerted || (secured && (code === 'ECONNRESET' || code === 'EPIPE'))) {
    return fault(
      'AccessDenied',
      `${place} does not take the certificate of ${thingName}${alerted ? ` (${code})` : ''}: it has to be registered ` +
        'and ACTIVE there (aws iot describe-certificate)',
    );
  }
  if (/WRONG_VERSION|PACKET_LENGTH|HTTP_REQUEST|UNSUPPORTED_PROTOCOL/.test(code) || code === 'EPROTO') {
    return fault('InvalidInput', `what answers at ${endpoint} speaks no TLS that can be used: look at --iot-endpoint`);
  }
  if (code === 'ENOTFOUND') {
    return fault('Internal', `${place} is not found: there is no network or DNS, or --iot-endpoint is wrong`);
  }
  return fault('Internal', `${place} cannot be reached: ${code === '' ? 'the connection failed' : code}`);
}
