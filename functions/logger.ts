import { Logger } from '@aws-lambda-powertools/logger';

/** The log of every function: a JSON object a line. */
export const logger = new Logger({ serviceName: 'kvs-archiver' });
