import { transformInput } from '../../../local/events/transformInput.ts';

const event = { detail: { bucket: { name: 'images' }, object: { key: 'a "b".jpg', size: 7 }, list: [1, 2] } };
const paths = {
  bucket: '$.detail.bucket.name',
  key: '$.detail.object.key',
  size: '$.detail.object.size',
  second: '$.detail.list[1]',
  all: '$.detail.bucket',
  none: '$.detail.none',
};

describe('transformInput', () => {
  test.each<[string, string, unknown]>([
    [
      'bare names become JSON',
      '{"bucket":<bucket>,"size":<size>,"all":<all>}',
      { bucket: 'images', size: 7, all: { name: 'images' } },
    ],
    ['names inside quotes become text', '{"where":"s3://<bucket>/<key>"}', { where: 's3://images/a "b".jpg' }],
    ['an item of a list', '{"second":<second>}', { second: 2 }],
    ['what is not there is empty', '{"a":<none>,"b":"x<none>y"}', { a: '', b: 'xy' }],
    ['an object inside quotes stays one text', '{"all":"<all>"}', { all: '{"name":"images"}' }],
    ['unknown names stay as they are', '{"a":"<b>"}', { a: '<b>' }],
    ['the whole event', '{"e":<aws.events.event>}', { e: event }],
  ])('%s', (_, template, expected) => {
    expect(JSON.parse(transformInput(event, { InputTemplate: template, InputPathsMap: paths }))).toEqual(expected);
  });
});
