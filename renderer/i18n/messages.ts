import { defineMessages, type TextOf } from './define-messages.ts';
import { en } from './en.ts';
import { zhCN } from './zh-CN.ts';

/** The program's own words, e.g. `useText()('common.close')`. */
export const useText = defineMessages('app', en, zhCN);
export type AppText = TextOf<typeof en>;
