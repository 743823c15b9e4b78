import { packageSettings, setting } from '../environment.ts';
import { packageFiles, uploadAddresses } from '../wiring/buckets.ts';
import { system } from '../wiring/system.ts';
import { packageStore } from '../wiring/tables.ts';
import { jsonBody, respond } from './respond.ts';
import { assertMayReachJob, jobOf, jobSummary } from './steps/jobs.ts';
import { announceUpload, completeUpload, parseUploadRequest } from './steps/uploads.ts';

const ports = {
  packages: packageStore(),
  files: packageFiles(),
  addresses: uploadAddresses(),
  stagingBucket: setting('STAGING_BUCKET'),
  settings: packageSettings(),
  clock: system.clock,
};

/** Files that are to be packaged: announced, put by their owner, and, in parts, put together. */
export const handler = respond({
  'POST /v1/uploads': async (event, { subject }) => {
    const request = parseUploadRequest(jsonBody(event), ports.settings);
    const body = await announceUpload(request, { subject, requestId: event.requestContext.requestId }, ports);
    const { fileName, bytes } = request;
    // Addresses are permissions: they are not written down.
    return { status: 201, body, change: { after: { jobId: body.jobId, fileName, bytes } } };
  },
  'POST /v1/uploads/{id}/complete': async (event, caller) => {
    const record = await jobOf(event.pathParameters?.id, ports);
    assertMayReachJob(caller, record);
    await completeUpload(record, jsonBody(event), ports);
    const { packageId: jobId } = record;
    return { status: 202, body: jobSummary(await jobOf(jobId, ports)), change: { after: { jobId, status: 'PUT' } } };
  },
});
