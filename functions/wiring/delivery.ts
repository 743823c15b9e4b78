import { CloudFrontSigner } from '../../cloud/cloudfront/CloudFrontSigner.ts';
import type { DeliverySigner } from '../../core/ports/deliverySigner.ts';
import { setting } from '../environment.ts';

export const deliverySigner = (): DeliverySigner =>
  new CloudFrontSigner({ keyPairId: setting('DELIVERY_KEY_PAIR_ID'), secretId: setting('DELIVERY_SECRET') });
