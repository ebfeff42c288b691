import { createContext } from 'react';

/** A copy that a person can ask for from the command list, too. */
export interface CopyOffer {
  readonly id: string;
  readonly title: string;
  readonly run: () => void;
}

/** What the kit needs to know about secrets; the program provides it. */
export interface Secrets {
  /** The plain text behind a label, once revealed. */
  readonly textOf: (label: string) => string | undefined;
  readonly reveal: (label: string) => void;
  readonly hide: (label: string) => void;
  /** Presenter mode is on: nothing can be revealed. */
  readonly locked: boolean;
  /**
   * Puts a text on the clipboard with what its masks stand for, and tells whether it did; the page keeps none of it.
   * `exact` asks for the very text where more is known than the masked one. Absent while presenting, and where the
   * secrets are not held.
   */
  readonly copyPlain?: (text: string, exact?: () => Promise<string | undefined>) => Promise<boolean>;
  /** Puts a copy into the command list until the returned function is called. */
  readonly offer: (copy: CopyOffer) => () => void;
}

/** Without a provider every secret stays masked. */
export const SecretsContext = createContext<Secrets>({
  textOf: () => undefined,
  reveal: () => undefined,
  hide: () => undefined,
  locked: true,
  offer: () => () => undefined,
});
