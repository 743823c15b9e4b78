import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { DynamoCustodyLog } from '../../cloud/dynamodb/DynamoCustodyLog.ts';
import { S3ObjectVersions } from '../../cloud/s3/S3ObjectVersions.ts';
import type { CustodyPorts } from '../../functions/custody/steps/custodyPorts.ts';
import type { Context } from '../Context.ts';
import { clientSettings, s3Settings } from '../connection/clientSettings.ts';
import type { Installation } from '../connection/Installation.ts';
import { openArchive } from '../connection/openArchive.ts';

export interface Custody {
  readonly ports: CustodyPorts;
  close(): void;
}

/**
 * The archive as its owner erases and holds it, with the caller's own keys: no role of the stack may do either.
 *
 * @throws ArchiverError `InvalidInput` where the stack does not name its tables
 */
export async function openCustody(installation: Installation, context: Context): Promise<Custody> {
  const archive = await openArchive(installation, context);
  const s3 = new S3Client(await s3Settings(installation));
  const documents = DynamoDBDocumentClient.from(new DynamoDBClient(await clientSettings(installation)), {
    marshallOptions: { removeUndefinedValues: true },
  });
  const ledgerTable = installation.outputs.LedgerTableName ?? '';
  return {
    ports: {
      ...archive.ports,
      versions: new S3ObjectVersions(s3),
      custody: new DynamoCustodyLog(documents, ledgerTable),
    },
    close: () => {
      archive.close();
      s3.destroy();
      documents.destroy();
    },
  };
}
