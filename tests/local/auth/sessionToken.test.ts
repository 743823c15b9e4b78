import * as fc from 'fast-check';
import { openSession, type Session, sealSession } from '../../../local/auth/sessionToken.ts';

const SESSION: Session = {
  roleArn: 'arn:aws:iam::000000000000:role/device',
  name: 'c1',
  context: { 'credentials-iot:thingname': 'front' },
  expiresMs: 1_000,
};

test('a token gives its credentials back, and nothing else does', () => {
  const lent = sealSession(SESSION, 'secret', 'one');
  const token = lent.temporary?.token ?? '';

  expect(openSession(token, 'secret')).toEqual(lent);
  expect(lent.principal).toBe(SESSION.roleArn);
  expect(openSession(token, 'another secret')).toBeUndefined();
  expect(sealSession(SESSION, 'secret', 'two').accessKeyId).not.toBe(lent.accessKeyId);
});

test('a token of which any character is changed is none', () => {
  const token = sealSession(SESSION, 'secret', 'one').temporary?.token ?? '';
  void fc.assert(
    fc.property(fc.nat(token.length - 2), fc.constantFrom('A', 'z', '0', '_', '.', ' '), (at, character) => {
      fc.pre(token[at] !== character);
      expect(openSession(`${token.slice(0, at)}${character}${token.slice(at + 1)}`, 'secret')).toBeUndefined();
    }),
    { seed: 5 },
  );
  for (const text of ['', 'kvsa1', 'kvsa1..', 'x'.repeat(10_000)]) expect(openSession(text, 'secret')).toBeUndefined();
});
