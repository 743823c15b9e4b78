import { checkLedgerFormat, LEDGER_FORMAT, OLDEST_READ } from '../../../core/format/ledgerFormat.ts';

test('a new ledger, and one from before there was a note, gets one; ours is fine', () => {
  expect(checkLedgerFormat(undefined)).toBe('note');
  expect(checkLedgerFormat(LEDGER_FORMAT)).toBe('fine');
});

test.each([
  [LEDGER_FORMAT + 1, 'InvalidInput', 'a newer version has worked on it. Deploy that version again'],
  [OLDEST_READ - 1, 'Corrupt', 'which is no format'],
  ['1', 'Corrupt', 'the ledger\'s format is "1"'],
  [1.5, 'Corrupt', 'which is no format'],
  [null, 'Corrupt', 'which is no format'],
])('a ledger of format %p is refused', (standing, name, message) => {
  expect(() => checkLedgerFormat(standing)).toThrow(
    expect.objectContaining({ name, message: expect.stringContaining(message) }),
  );
});
