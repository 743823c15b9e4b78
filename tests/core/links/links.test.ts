import fc from 'fast-check';
import type { Link } from '../../../core/links/Link.ts';
import { openLink } from '../../../core/links/openLink.ts';
import { signingKey } from '../../../core/links/SigningKey.ts';
import { signLink } from '../../../core/links/signLink.ts';

const key = signingKey(Buffer.alloc(32, 1));
const before = signingKey(Buffer.alloc(32, 2));
const NOW = 1_800_000_000_000;
const link: Link = { kind: 'archive', stream: 'front-door', fromMs: NOW - 3_600_000, toMs: NOW, expiresMs: NOW + 1000 };

describe('a link', () => {
  it('is what was signed, and the same address each time', () => {
    const token = signLink(key, link);

    expect(openLink([key], token, NOW, 'archive')).toEqual(link);
    expect(signLink(key, link)).toBe(token);
    expect(token).toMatch(/^[A-Za-z0-9_-]{80,150}$/);
  });

  it('holds any stream, span and id', () => {
    fc.assert(
      fc.property(
        fc.record(
          {
            kind: fc.constantFrom('archive' as const, 'share' as const, 'export' as const),
            stream: fc.string({ unit: 'grapheme', maxLength: 100 }),
            fromMs: fc.nat(NOW),
            toMs: fc.nat(NOW),
            expiresMs: fc.integer({ min: NOW + 1, max: 2 * NOW }),
            id: fc.string({ maxLength: 40 }),
          },
          { requiredKeys: ['kind', 'stream', 'expiresMs'] },
        ),
        (any) => {
          expect(openLink([before, key], signLink(key, any), NOW, any.kind)).toEqual(any);
        },
      ),
      { seed: 1, numRuns: 200 },
    );
  });

  it('is refused when one character of it is another, is missing or is too many', () => {
    const token = signLink(key, link);
    const altered = [...token].flatMap((character, at) =>
      [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=+/.']
        .filter((other) => other !== character)
        .map((other) => token.slice(0, at) + other + token.slice(at + 1)),
    );
    const cut = [...token].map((_, at) => token.slice(0, at));

    const answers = [...altered, ...cut, `${token}A`, `${token}=`, '', 'A'.repeat(100_000)].map((each) => {
      try {
        return openLink([key], each, NOW, 'archive').stream;
      } catch (error) {
        return String(error);
      }
    });
    expect(new Set(answers)).toEqual(new Set(['AccessDenied: this link is not one of ours']));
  });

  it('opens no other door, and none by another key', () => {
    const token = signLink(key, link);

    expect(() => openLink([key], token, NOW, 'share')).toThrow(expect.objectContaining({ kind: 'AccessDenied' }));
    expect(() => openLink([before], token, NOW, 'archive')).toThrow(expect.objectContaining({ kind: 'AccessDenied' }));
    expect(() => openLink([], token, NOW, 'archive')).toThrow(expect.objectContaining({ kind: 'AccessDenied' }));
  });

  it('is good until its moment, and not at it', () => {
    const token = signLink(key, link);

    expect(openLink([key], token, NOW + 999, 'archive')).toEqual(link);
    expect(() => openLink([key], token, NOW + 1000, 'archive')).toThrow(expect.objectContaining({ kind: 'Expired' }));
  });
});

describe('signingKey', () => {
  it('names itself without telling of itself, and takes no short secret', () => {
    expect(key.id).toMatch(/^[0-9a-f]{8}$/);
    expect(before.id).not.toBe(key.id);
    expect(() => signingKey(Buffer.alloc(31))).toThrow(expect.objectContaining({ kind: 'Internal' }));
  });
});
