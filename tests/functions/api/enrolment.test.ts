import { parseRetentionClasses } from '../../../core/retention/retentionClasses.ts';
import { type EnrolmentPorts, enrol } from '../../../functions/api/steps/enrolment.ts';
import { ArchiveWorld } from '../../simulation/ArchiveWorld.ts';

describe('a bucket of a stream’s own', () => {
  function portsOf(world: ArchiveWorld): EnrolmentPorts {
    return {
      enrolments: world.enrolments,
      streams: world.streams,
      source: world.footage,
      objects: world.objects,
      workBucket: 'work',
      system: world.system,
      retentionClasses: parseRetentionClasses('{}'),
      expectations: { settleMs: 5000, intervalMs: 10_000, periodMs: 60_000 },
      knownBuckets: ['archive', 'site-one'],
    };
  }

  it.each([
    [undefined, []],
    ['archive', []],
    ['site-one', []],
    ['site-two', [expect.stringMatching(/^bucket: site-two is none of the stack's streamBuckets/)]],
  ])('%s', async (bucket, warnings) => {
    const world = new ArchiveWorld({ seed: 1 });
    world.footage.create('front', 24);

    const stream = await enrol('front', bucket === undefined ? {} : { bucket }, portsOf(world));

    expect(stream.warnings ?? []).toEqual(warnings);
    expect((await world.enrolments.get('front'))?.settings.bucket).toBe(bucket);
  });
});

it('refuses a retention class that the stack does not have, and names those it has', async () => {
  const world = new ArchiveWorld({ seed: 1 });
  world.footage.create('front', 24);
  const ports: EnrolmentPorts = {
    enrolments: world.enrolments,
    streams: world.streams,
    source: world.footage,
    objects: world.objects,
    workBucket: 'work',
    system: world.system,
    retentionClasses: parseRetentionClasses('{"events":{"expireDays":30}}'),
    expectations: { settleMs: 5000, intervalMs: 10_000, periodMs: 60_000 },
    knownBuckets: ['archive'],
  };

  await expect(enrol('front', { retention: 'year' }, ports)).rejects.toMatchObject({
    name: 'InvalidInput',
    message: 'retention: there is no class "year"; known are events, standard',
  });
  expect(await world.enrolments.get('front')).toBeUndefined();
  expect((await enrol('front', { retention: 'events' }, ports)).settings.retention).toBe('events');
});
