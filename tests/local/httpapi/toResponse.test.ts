import { toResponse } from '../../../local/httpapi/toResponse.ts';

describe('toResponse', () => {
  test.each<[string, unknown, number, Record<string, unknown>, string]>([
    ['an object is the body of a 200', { a: 1 }, 200, { 'content-type': 'application/json' }, '{"a":1}'],
    ['a text too', 'hello', 200, { 'content-type': 'application/json' }, 'hello'],
    ['nothing is an empty 200', null, 200, { 'content-type': 'application/json' }, ''],
    [
      'a full answer',
      { statusCode: 201, headers: { 'Content-Type': 'text/html', X: 1 }, body: '<p>' },
      201,
      { 'content-type': 'text/html', x: '1' },
      '<p>',
    ],
    [
      'base64',
      { statusCode: 200, body: 'AP8=', isBase64Encoded: true },
      200,
      { 'content-type': 'text/plain;charset=utf-8' },
      '\x00\xff',
    ],
    ['cookies', { statusCode: 204, cookies: ['a=1', 'b=2'] }, 204, { 'set-cookie': ['a=1', 'b=2'] }, ''],
    [
      'a length that lies is dropped',
      { statusCode: 200, headers: { 'content-length': '999' }, body: 'x' },
      200,
      { 'content-type': 'text/plain;charset=utf-8' },
      'x',
    ],
    [
      'a body that is no text',
      { statusCode: 200, body: { a: 1 } },
      500,
      { 'content-type': 'application/json' },
      '{"message":"Internal Server Error"}',
    ],
    [
      'a status that is none',
      { statusCode: 'ok' },
      500,
      { 'content-type': 'application/json' },
      '{"message":"Internal Server Error"}',
    ],
    [
      'a header that would split the answer',
      { statusCode: 200, headers: { a: 'b\r\nc: d' } },
      500,
      { 'content-type': 'application/json' },
      '{"message":"Internal Server Error"}',
    ],
  ])('%s', (_, payload, status, headers, body) => {
    const answer = toResponse(payload);
    expect([answer.status, answer.headers, answer.body.toString('latin1')]).toEqual([status, headers, body]);
  });
});
