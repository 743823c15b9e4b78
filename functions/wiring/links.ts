import { S3ObjectLinks } from '../../cloud/s3/S3ObjectLinks.ts';
import { s3Client } from '../../cloud/s3/s3Client.ts';
import type { ObjectLinks } from '../../core/ports/objectLinks.ts';
import { system } from './system.ts';

export const objectLinks = (): ObjectLinks => new S3ObjectLinks(s3Client(), system.clock);
