import { runCli } from '../runCli.ts';

describe('cost', () => {
  test('a table of both ways, the sum aimed at, and what is behind the figures', async () => {
    const { code, stdout, stderr } = await runCli(['cost', '--streams', '10', '--mbps', '4', '--window', '60']);

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('10 cameras, 4 Mbit/s, fragments of 2 s, windows of 60 s (1 clip each)');
    expect(stdout).toMatch(/^US\$ A CAMERA-MONTH +KVS-ARCHIVER +COMMON WAY$/m);
    for (const service of ['Step Functions', 'Lambda', 'S3 requests', 'DynamoDB', 'archiving', 'KVS reads']) {
      expect(stdout).toMatch(new RegExp(`^${service} +\\d+\\.\\d{4} +\\d+\\.\\d{4}$`, 'm'));
    }
    expect(stdout).toMatch(/^Orchestration, compute, requests and ledger: US\$ \d+\.\d\d, /m);
    expect(stdout).toMatch(
      /^A thousand images, 4 labels each, 10% in events: US\$ 1\.\d\d, US\$ 1\.00 of it Rekognition; /m,
    );
    expect(stdout).toContain('Prices of us-east-1, 2026-11-21, on demand. Not verified at AWS: ');
    expect(stdout).toContain('Calls of a run measured on ');
  });

  test('--json: the same, with every line and price', async () => {
    const { code, stdout } = await runCli(['cost', '--fragments', 'none', '--json']);

    const told = JSON.parse(stdout) as {
      cameraMonth: { archiving: number; aimedAt: number; byService: Record<string, number>; lines: object[] };
      commonWay: { archiving: number };
      thousandImages: { lines: object[] };
      prices: { table: Record<string, { source: string }> };
    };
    expect(code).toBe(0);
    expect(told.cameraMonth.aimedAt).toBeLessThan(told.cameraMonth.archiving);
    expect(told.cameraMonth.byService['KVS reads']).toBeCloseTo(5.508, 6);
    expect(told.cameraMonth.lines).toContainEqual(expect.objectContaining({ price: 'expressRequest', quantity: 8640 }));
    expect(told.thousandImages.lines).toContainEqual(
      expect.objectContaining({ price: 'rekognitionImage', dollars: 1 }),
    );
    expect(told.prices.table.kvsReadGb?.source).toContain('kinesis/video-streams/pricing');
  });

  test.each([
    [['--mbps', '0'], '--mbps'],
    [['--mbps', 'two'], '--mbps'],
    [['--fragment-seconds', '21'], '--fragment-seconds'],
    [['--window', '5'], '--window'],
    [['--streams', '0'], '--streams'],
    [['--fragments', 'tagged'], '--fragments'],
  ])('%j is refused by its name', async (argv, option) => {
    const { code, stdout, stderr } = await runCli(['cost', ...argv]);

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(option);
  });
});
