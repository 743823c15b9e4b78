import { type Send, Uploads } from '../../../console/jobs/uploads/Uploads.ts';

const file = { name: 'a.mp4', size: 10 } as File;

it('tells how far each file is, fails aloud, and goes on when it is told to', async () => {
  const uploads = new Uploads();
  const seen: string[] = [];
  const stop = uploads.subscribe(() => {
    seen.push(
      uploads
        .list()
        .map(({ fileName, state, sent }) => `${fileName} ${state} ${sent}`)
        .join(),
    );
  });
  let tries = 0;
  const send: Send = async (_, onSent) => {
    tries += 1;
    onSent(4);
    uploads.dismiss(1);
    if (tries === 1) throw new Error('the line is cut');
  };

  const sending = uploads.add(file, send);
  const busy = uploads.isBusy;
  await sending;
  const failed = uploads.list();
  await uploads.retry(1);
  await uploads.retry(1);
  uploads.dismiss(1);
  stop();

  expect([busy, uploads.isBusy, tries]).toEqual([true, false, 2]);
  expect(failed).toMatchObject([{ id: 1, state: 'FAILED', error: 'the line is cut' }]);
  expect(seen).toEqual([
    'a.mp4 SENDING 0',
    'a.mp4 SENDING 4',
    'a.mp4 FAILED 4',
    'a.mp4 SENDING 0',
    'a.mp4 SENDING 4',
    'a.mp4 SENT 10',
    '',
  ]);
});
