import { createContext } from 'react';

/** What the kit needs to know about secrets; the program provides it. */
export interface Secrets {
  /** The plain text behind a label, once revealed. */
  readonly textOf: (label: string) => string | undefined;
  readonly reveal: (label: string) => void;
  readonly hide: (label: string) => void;
  /** Presenter mode is on: nothing can be revealed. */
  readonly locked: boolean;
}

/** Without a provider every secret stays masked. */
export const SecretsContext = createContext<Secrets>({
  textOf: () => undefined,
  reveal: () => undefined,
  hide: () => undefined,
  locked: true,
});
