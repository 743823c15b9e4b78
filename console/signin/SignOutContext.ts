import { createContext } from 'react';

/** Undefined where nobody signs in. */
export const SignOutContext = createContext<(() => void) | undefined>(undefined);
