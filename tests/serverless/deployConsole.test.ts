import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { startS3 } from '../local/s3/startS3.ts';

type PluginClass = new (
  serverless: object,
  options: object,
  tools: object,
) => { readonly hooks: Readonly<Record<string, () => Promise<void>>> };
const DeployConsole = require('../../serverless/plugins/deployConsole.cjs') as PluginClass & {
  putsOf(folder: string, bucket: string): Promise<{ Key: string; CacheControl: string }[]>;
};

const ROOT = join(__dirname, '..', '..');
const OUTPUTS = [
  { OutputKey: 'ConsoleBucketName', OutputValue: 'console-files' },
  { OutputKey: 'ConsoleUrl', OutputValue: 'https://d1.example.net/console/' },
];

test('sls deploy puts the console into its bucket, which only the page is asked for anew', async () => {
  // Prepare
  const s3 = await startS3();
  const cloudFormation = new CloudFormationClient({ region: 'us-east-1' });
  cloudFormation.middlewareStack.add(
    () => async () => ({ response: {}, output: { $metadata: {}, Stacks: [{ Outputs: OUTPUTS }] } }) as never,
    { step: 'initialize', priority: 'high' },
  );
  const printed: string[] = [];
  const provider = {
    getCloudFormationClient: async () => cloudFormation,
    getAwsSdkV3Config: async () => ({
      endpoint: s3.url,
      region: 'us-east-1',
      forcePathStyle: true,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    }),
    naming: { getStackName: () => 'kvs-archiver-prod' },
  };
  try {
    await s3.s3.createBucket('console-files');
    const { hooks } = new DeployConsole(
      { getProvider: () => provider, serviceDir: ROOT },
      {},
      { log: { notice: (line: string) => printed.push(line) } },
    );
    // Act
    await hooks['after:deploy:deploy']?.();
    // Assess
    const { Contents = [] } = await s3.client.send(new ListObjectsV2Command({ Bucket: 'console-files' }));
    const keys = Contents.map(({ Key = '' }) => Key);
    expect(keys).toContain('console/index.html');
    expect(keys.filter((key) => /^console\/assets\/.+-.+\.(js|css|svg)$/.test(key))).toHaveLength(keys.length - 1);
    const page = await s3.client.send(new GetObjectCommand({ Bucket: 'console-files', Key: 'console/index.html' }));
    expect([page.ContentType, page.CacheControl]).toEqual(['text/html; charset=utf-8', 'no-cache']);
    expect(printed).toEqual(['The console: https://d1.example.net/console/']);
  } finally {
    cloudFormation.destroy();
    await s3.stop();
  }
}, 300_000);

test('the page comes last: it names no file that is not there yet', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'console-files-'));
  try {
    await mkdir(join(folder, 'assets'));
    for (const name of ['index.html', 'assets/z-1.js', 'assets/a-2.css']) await writeFile(join(folder, name), name);
    const puts = await DeployConsole.putsOf(folder, 'b');
    expect(puts.map(({ Key, CacheControl }) => [Key, CacheControl.includes('immutable')]).slice(-1)).toEqual([
      ['console/index.html', false],
    ]);
    expect(puts.filter(({ CacheControl }) => CacheControl.includes('immutable'))).toHaveLength(2);
  } finally {
    await rm(folder, { recursive: true });
  }
});
