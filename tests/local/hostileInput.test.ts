import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import * as fc from 'fast-check';
import { parseSignature } from '../../local/auth/parseSignature.ts';
import { verifySignature } from '../../local/auth/verifySignature.ts';
import { matchPattern } from '../../local/events/matchPattern.ts';
import { transformInput } from '../../local/events/transformInput.ts';
import { chooseService } from '../../local/gateway/chooseService.ts';
import { toResponse } from '../../local/httpapi/toResponse.ts';

/** Whatever is said to be of a signature. */
const signatureText = fc.stringMatching(
  /^(AWS4-HMAC-SHA256 )?((Credential|SignedHeaders|Signature)=[a-zA-Z0-9/;,=%_-]{0,40},? ?){0,4}$/,
);

describe('what comes from outside never throws', () => {
  test('signatures in headers and queries', () => {
    void fc.assert(
      fc.property(signatureText, fc.webQueryParameters(), fc.webPath(), fc.string(), (header, query, path, date) => {
        const request = new IncomingMessage(new Socket());
        request.method = 'GET';
        request.url = `${path}?${query}&X-Amz-Signature=${encodeURIComponent(header)}`;
        request.rawHeaders = ['Host', 'x', 'Authorization', header, 'X-Amz-Date', date];
        request.headers = { host: 'x', 'x-amz-date': date, ...(header === '' ? {} : { authorization: header }) };
        const claim = parseSignature(request);
        if (typeof claim === 'string') expect(['none', 'malformed']).toContain(claim);
        else expect(verifySignature(request, claim, 'secret', 'UNSIGNED-PAYLOAD')).toBe(false);
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  test('paths, targets and methods: every request has a service', () => {
    void fc.assert(
      fc.property(
        fc.string(),
        fc.string(),
        fc.string(),
        fc.option(fc.string(), { nil: undefined }),
        (method, path, target, signedFor) => {
          expect(chooseService({ method, path, target, signedFor, contentType: '' }, () => false)).toEqual(
            expect.any(String),
          );
        },
      ),
      { seed: 2, numRuns: 500 },
    );
  });

  test('patterns and events', () => {
    void fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (pattern, event) => {
        expect(typeof matchPattern(pattern, event)).toBe('boolean');
      }),
      { seed: 3, numRuns: 500 },
    );
  });

  test('an event matches the pattern that lists its own texts', () => {
    void fc.assert(
      fc.property(
        fc.dictionary(
          fc.string().filter((name) => name !== '$or'),
          fc.string(),
        ),
        (event) => {
          const pattern = Object.fromEntries(Object.entries(event).map(([name, value]) => [name, ['other', value]]));
          expect(matchPattern(pattern, event)).toBe(true);
        },
      ),
      { seed: 4, numRuns: 500 },
    );
  });

  test('any value can be put into a template, bare or inside quotes, and the result is JSON', () => {
    void fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const input = { InputPathsMap: { v: '$.v' }, InputTemplate: '{"bare":<v>,"quoted":"x<v>y"}' };
        const result = JSON.parse(transformInput(JSON.parse(JSON.stringify({ v: value })), input));
        expect(result.bare).toEqual(JSON.parse(JSON.stringify(value)));
        expect(result.quoted).toEqual(`x${typeof value === 'string' ? value : JSON.stringify(value)}y`);
      }),
      { seed: 5, numRuns: 500 },
    );
  });

  test('whatever a function returns is an answer', () => {
    void fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.record({
          statusCode: fc.jsonValue(),
          headers: fc.jsonValue(),
          body: fc.jsonValue(),
          cookies: fc.jsonValue(),
        }),
        (plain, full) => {
          for (const payload of [plain, full]) {
            const { status } = toResponse(payload);
            expect(status).toBeGreaterThanOrEqual(200);
            expect(status).toBeLessThan(600);
          }
        },
      ),
      { seed: 6, numRuns: 500 },
    );
  });
});
