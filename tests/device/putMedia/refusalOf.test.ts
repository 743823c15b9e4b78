import { refusalOf } from '../../../device/putMedia/refusalOf.ts';

test.each([
  [400, 'ConnectionLimitExceededException', '{"Message":"one only"}', 'Conflict', /400 ConnectionLimit.*: one only/],
  [400, 'ClientLimitExceededException:http://x/', '{"message":"slow"}', 'Throttled', /slow/],
  [400, undefined, '{"__type":"com.amazonaws#InvalidEndpointException"}', 'NotYetAvailable', /InvalidEndpoint/],
  [400, 'InvalidArgumentException', '{}', 'InvalidInput', /400/],
  [401, 'NotAuthorizedException', '', 'AccessDenied', /401/],
  [403, undefined, '{"message":"The security token is expired"}', 'AccessDenied', /token is expired/],
  [404, 'ResourceNotFoundException', '{"Message":"none"}', 'NotFound', /none/],
  [429, undefined, 'too many', 'Throttled', /too many/],
  [503, undefined, '<html>busy</html>', 'Internal', /busy/],
  [418, undefined, '[1]', 'InvalidInput', /418/],
])('%i %s %s is %s', (status, header, body, kind, message) => {
  expect(refusalOf(status, header, body)).toMatchObject({ name: kind, message: expect.stringMatching(message) });
});
