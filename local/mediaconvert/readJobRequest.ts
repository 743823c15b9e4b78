import { checkSettings } from './checkSettings.ts';
import type { JobRequest } from './jobs/JobRecord.ts';
import { badRequest } from './MediaConvertError.ts';
import { checkModel } from './model/checkModel.ts';
import { jobModel } from './model/readModel.ts';

/** Documented: CreateJob, clientRequestToken: up to 64 ASCII characters. */
const TOKEN = /^[\x20-\x7e]{0,64}$/;

/**
 * Reads CreateJob. Places in the settings are told as the service tells them, without `/settings` (observed).
 *
 * @throws MediaConvertError `BadRequestException` with everything that is wrong
 */
export function readJobRequest(body: string): JobRequest {
  let given: unknown;
  try {
    given = JSON.parse(body);
  } catch {
    throw badRequest(['the body is not JSON']);
  }
  if (typeof given !== 'object' || given === null || Array.isArray(given)) throw badRequest([': Should be object']);
  const request = given as JobRequest & Readonly<Record<string, unknown>>;
  const faults: string[] = [];
  if (typeof request.role !== 'string' || request.role === '') faults.push(': role is a required property');
  if (request.settings === undefined || request.settings === null) faults.push(': settings is a required property');
  if (request.jobTemplate !== undefined) faults.push('/jobTemplate: job templates are not available here');
  for (const [member, type] of Object.entries(jobModel().structures.CreateJobRequest ?? {})) {
    const value = request[member];
    if (value === undefined || value === null) continue;
    faults.push(...checkModel(value, type, member === 'settings' ? '' : `/${member}`));
  }
  if (faults.length === 0 && !TOKEN.test(request.clientRequestToken ?? ''))
    faults.push('/clientRequestToken: Should NOT be longer than 64 characters');
  if (faults.length === 0) faults.push(...checkSettings(request.settings ?? {}));
  if (faults.length > 0) throw badRequest(faults);
  return request;
}
