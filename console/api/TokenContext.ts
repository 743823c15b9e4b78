import { createContext, useContext } from 'react';

/** A token of whoever has signed in: asked for each time, so that it can be renewed. */
export type Token = () => string | Promise<string>;

/** Undefined where nobody signs in. */
export const TokenContext = createContext<Token | undefined>(undefined);

export const useToken = (): Token | undefined => useContext(TokenContext);
