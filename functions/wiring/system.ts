import { realSystem } from '../../cloud/system/realSystem.ts';

export const system = realSystem;
