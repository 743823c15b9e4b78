import { type Place, readPlace, writePlace } from '../../../console/stream/address.ts';

const NOWHERE: Place = { atMs: undefined, spanMs: undefined, selection: undefined };

test.each<[string, Place]>([
  ['', NOWHERE],
  ['at=1795269600000&span=3600000', { ...NOWHERE, atMs: 1_795_269_600_000, spanMs: 3_600_000 }],
  ['select=5-9', { ...NOWHERE, selection: { fromMs: 5, toMs: 9 } }],
])('%j is a place, and the place is that', (query, place) => {
  expect(readPlace(query)).toEqual(place);
  expect(writePlace(place)).toBe(query);
});

test.each(['at=yesterday', 'at=-5', 'span=1e9', 'select=9-5', 'select=5', 'select=a-b', 'at=99999999999999999'])(
  '%s says nothing',
  (query) => {
    expect(readPlace(query)).toEqual(NOWHERE);
  },
);
