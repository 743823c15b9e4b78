import { relative } from 'node:path';

export interface WhereToLook {
  readonly url: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly credentialsPath: string;
  readonly logsDir: string;
  readonly auth: boolean;
  /** With `auth`. */
  readonly passwordPath?: string | undefined;
}

/** What to do next, for someone who sees the stack for the first time. */
export function whereToLook({ url, outputs, credentialsPath, logsDir, auth, passwordPath }: WhereToLook): string {
  const bucket = outputs.ArchiveBucketName ?? '<ArchiveBucketName>';
  return `
  the console     ${outputs.ConsoleUrl ?? url}
  the archive     aws --endpoint-url ${url} s3 ls s3://${bucket}/clips/ --recursive
  any SDK or CLI  export AWS_ENDPOINT_URL=${url}
  its names       ${url}/_local/outputs
  functions' log  ${shortPath(logsDir)}
${auth ? `  its keys        ${shortPath(credentialsPath)}\n` : ''}${signIn(passwordPath)}  your own video  npm start -- --camera path-or-url.mp4
  to stop         Ctrl-C

`;
}

const signIn = (passwordPath: string | undefined): string =>
  passwordPath === undefined
    ? ''
    : `  to sign in      owner, with the password in ${shortPath(passwordPath)}; or kvs-archiver token\n`;

/** Relative to the present folder where it lies below it. */
function shortPath(path: string): string {
  const fromHere = relative(process.cwd(), path);
  return fromHere === '' || fromHere.startsWith('..') ? path : fromHere;
}
