import { mediaConvertAccess } from '../../../local/iam/access/mediaConvertAccess.ts';

const PLACE = { region: 'eu-west-1', accountId: '000000000000' };
const arn = (rest: string): string => `arn:aws:mediaconvert:eu-west-1:000000000000:${rest}`;
const ROLE = 'arn:aws:iam::000000000000:role/r';

test.each<[string, string, string, [string, string][]]>([
  [
    'POST',
    '/2017-08-29/jobs',
    JSON.stringify({ role: ROLE }),
    [
      ['mediaconvert:CreateJob', arn('queues/Default')],
      ['iam:PassRole', ROLE],
    ],
  ],
  [
    'POST',
    '/2017-08-29/jobs',
    JSON.stringify({ queue: arn('queues/own') }),
    [['mediaconvert:CreateJob', arn('queues/own')]],
  ],
  ['POST', '/2017-08-29/jobs', '{', [['mediaconvert:CreateJob', arn('queues/Default')]]],
  ['GET', '/2017-08-29/jobs?queue=own', '', [['mediaconvert:ListJobs', arn('queues/own')]]],
  ['GET', '/2017-08-29/jobs/1-a', '', [['mediaconvert:GetJob', arn('jobs/1-a')]]],
  ['DELETE', '/2017-08-29/jobs/1-a', '', [['mediaconvert:CancelJob', arn('jobs/1-a')]]],
  ['POST', '/2017-08-29/endpoints', '', [['mediaconvert:DescribeEndpoints', '*']]],
])('%s %s %s', (method, url, body, expected) => {
  expect(mediaConvertAccess(method, url, body, PLACE).map(({ action, resource }) => [action, resource])).toEqual(
    expected,
  );
});
