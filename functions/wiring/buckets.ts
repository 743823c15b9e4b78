import { S3ImageObjects } from '../../cloud/s3/S3ImageObjects.ts';
import { S3ObjectAssembler } from '../../cloud/s3/S3ObjectAssembler.ts';
import { S3ObjectInventory } from '../../cloud/s3/S3ObjectInventory.ts';
import { S3ObjectStore } from '../../cloud/s3/S3ObjectStore.ts';
import { S3PackageFiles } from '../../cloud/s3/S3PackageFiles.ts';
import { S3RequestedImages } from '../../cloud/s3/S3RequestedImages.ts';
import { S3UploadAddresses } from '../../cloud/s3/S3UploadAddresses.ts';
import { s3Client } from '../../cloud/s3/s3Client.ts';
import type { ImageObjects } from '../../core/ports/imageObjects.ts';
import type { ObjectAssembler } from '../../core/ports/objectAssembler.ts';
import type { ObjectInventory } from '../../core/ports/objectInventory.ts';
import type { ObjectStore } from '../../core/ports/objectStore.ts';
import type { PackageFiles, UploadAddresses } from '../../core/ports/packageFiles.ts';
import type { RequestedImages } from '../../core/ports/requestedImages.ts';

export const imageObjects = (): ImageObjects => new S3ImageObjects(s3Client());

export const objectStore = (): ObjectStore => new S3ObjectStore(s3Client());

export const objectAssembler = (): ObjectAssembler => new S3ObjectAssembler(s3Client());

export const objectInventory = (): ObjectInventory => new S3ObjectInventory(s3Client());

export const packageFiles = (): PackageFiles => new S3PackageFiles(s3Client());

export const uploadAddresses = (): UploadAddresses =>
  new S3UploadAddresses(s3Client({ requestChecksumCalculation: 'WHEN_REQUIRED' }));

export const requestedImages = (): RequestedImages => new S3RequestedImages(s3Client());
