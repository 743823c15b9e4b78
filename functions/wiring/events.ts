import { EventBridgePublisher } from '../../cloud/events/EventBridgePublisher.ts';
import type { EventPublisher } from '../../core/ports/runLog.ts';

export const eventPublisher = (): EventPublisher => new EventBridgePublisher();
