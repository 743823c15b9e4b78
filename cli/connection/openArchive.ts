import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { DynamoEnrolmentStore } from '../../cloud/dynamodb/DynamoEnrolmentStore.ts';
import { DynamoLedger } from '../../cloud/dynamodb/DynamoLedger.ts';
import { DynamoLedgerAudit } from '../../cloud/dynamodb/DynamoLedgerAudit.ts';
import { DynamoStreamNames } from '../../cloud/dynamodb/DynamoStreamNames.ts';
import { DynamoStreamStore } from '../../cloud/dynamodb/DynamoStreamStore.ts';
import { S3ObjectInventory } from '../../cloud/s3/S3ObjectInventory.ts';
import { S3ObjectStore } from '../../cloud/s3/S3ObjectStore.ts';
import { S3ObjectVersions } from '../../cloud/s3/S3ObjectVersions.ts';
import { ArchiverError } from '../../core/errors.ts';
import type { ObjectVersions } from '../../core/ports/objectVersions.ts';
import type { AuditPorts } from '../../functions/verify/steps/auditPorts.ts';
import type { Context } from '../Context.ts';
import { clientSettings, s3Settings } from './clientSettings.ts';
import type { Installation } from './Installation.ts';
import { openFootage } from './openFootage.ts';

export interface Archive {
  readonly ports: AuditPorts;
  readonly versions: ObjectVersions;
  close(): void;
}

/**
 * Ledger, buckets and KVS themselves, with the caller's own keys: what is asked for here is more than the HTTP API
 * tells.
 *
 * @throws ArchiverError `InvalidInput` where the stack does not name its tables
 */
export async function openArchive(installation: Installation, context: Context): Promise<Archive> {
  const { place, outputs } = installation;
  const named = (output: string): string => {
    const name = outputs[output];
    if (name === undefined) throw new ArchiverError('InvalidInput', `${place} has no output ${output}`);
    return name;
  };
  const footage = await openFootage(installation, context);
  const s3 = new S3Client(await s3Settings(installation));
  const documents = DynamoDBDocumentClient.from(new DynamoDBClient(await clientSettings(installation)), {
    marshallOptions: { removeUndefinedValues: true },
  });
  const ledgerTable = named('LedgerTableName');
  return {
    ports: {
      enrolments: new DynamoEnrolmentStore(documents, named('EnrolmentsTableName')),
      streams: new DynamoStreamStore(documents, named('StreamsTableName')),
      names: new DynamoStreamNames(documents, named('StreamsTableName')),
      ledger: new DynamoLedger(documents, ledgerTable, context.system.clock),
      audit: new DynamoLedgerAudit(documents, ledgerTable),
      objects: new S3ObjectStore(s3),
      inventory: new S3ObjectInventory(s3),
      source: footage.source,
      system: context.system,
      archiveBucket: named('ArchiveBucketName'),
      workBucket: named('WorkBucketName'),
    },
    versions: new S3ObjectVersions(s3),
    close: () => {
      footage.close();
      s3.destroy();
      documents.destroy();
    },
  };
}
