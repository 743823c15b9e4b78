import { DynamoFormatNote } from '../../../cloud/dynamodb/DynamoFormatNote.ts';
import type { FormatNote } from '../../../core/ports/formatNote.ts';
import { MemoryFormatNote } from '../../simulation/memory/MemoryFormatNote.ts';
import { openTables } from './localServices.ts';

describe.each(['DynamoDB', 'memory'])("the ledger's format in %s", (kind) => {
  let note: FormatNote;
  let close: () => Promise<void> = async () => undefined;

  beforeEach(async () => {
    if (kind === 'memory') note = new MemoryFormatNote();
    else {
      const tables = await openTables();
      note = new DynamoFormatNote(tables.documents, 'LedgerTable');
      close = tables.close;
    }
  });

  afterEach(() => close());

  it('is none at first, is noted, and only goes forward', async () => {
    expect(await note.read()).toBeUndefined();
    expect(await note.write(1)).toBe(true);
    expect(await note.write(1)).toBe(true);
    expect(await note.write(3)).toBe(true);
    expect(await note.write(2)).toBe(false);
    expect(await note.read()).toBe(3);
  });
});
