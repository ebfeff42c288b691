import { useTranslation } from 'react-i18next';
import { i18n } from './i18n.ts';

/** Messages of one namespace: a tree of strings. Plurals are pairs of keys ending in `_one` and `_other`. */
export interface MessageTree {
  readonly [key: string]: string | MessageTree;
}

/** The same keys, other words. */
export type Translated<T> = { readonly [K in keyof T]: T[K] extends string ? string : Translated<T[K]> };

type Base<K extends string> = K extends `${infer Name}_one` | `${infer Name}_other` ? Name : K;

/** The keys of a tree, dotted: `home.title`. */
type MessageKey<T> = {
  [K in keyof T & string]: T[K] extends string ? Base<K> : `${K}.${MessageKey<T[K]>}`;
}[keyof T & string];

/** Looks a message up; `values` fill its `{{name}}` marks, and `count` chooses the plural. */
export type TextOf<T> = (key: MessageKey<T>, values?: Readonly<Record<string, string | number>>) => string;

/**
 * Registers the messages of a namespace in both languages and returns the hook that reads them.
 * The translation must have the same keys, or it does not compile.
 */
export function defineMessages<const T extends MessageTree>(
  namespace: string,
  english: T,
  chinese: Translated<NoInfer<T>>,
): () => TextOf<T> {
  i18n.addResourceBundle('en', namespace, english);
  i18n.addResourceBundle('zh-CN', namespace, chinese);
  return function useMessages() {
    const { t } = useTranslation(namespace, { i18n });
    // i18next types its keys from one global declaration; ours are typed per namespace.
    return t as TextOf<T>;
  };
}
