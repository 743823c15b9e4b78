import type { PackageSettings } from '../../../core/packages/newPackage.ts';
import type { ObjectStore } from '../../../core/ports/objectStore.ts';
import type { PackageFiles } from '../../../core/ports/packageFiles.ts';
import type { PackageStore } from '../../../core/ports/packageStore.ts';
import type { EventPublisher } from '../../../core/ports/runLog.ts';
import type { System } from '../../../core/system.ts';

/** What every step of the package machine needs. */
export interface PackagePorts {
  readonly packages: PackageStore;
  readonly objects: ObjectStore;
  readonly files: PackageFiles;
  readonly events: EventPublisher;
  readonly deliveryBucket: string;
  readonly settings: PackageSettings;
  readonly system: System;
}

/** What steps are called with. */
export interface PackageInput {
  readonly packageId: string;
}

/** A package that was taken back, or has ended elsewhere: there is nothing to do but to leave nothing behind. */
export interface Stopped {
  readonly status: 'stopped';
}
export const STOPPED: Stopped = { status: 'stopped' };

/** A package that came to nothing, which its record says: its execution ends in a failure. */
export interface Refused {
  readonly status: 'refused';
  readonly code: string;
  readonly message: string;
}
