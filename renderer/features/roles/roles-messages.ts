import { defineMessages, type TextOf } from '../../i18n/define-messages.ts';
import { messagesEn } from './messages.en.ts';
import { messagesZhCN } from './messages.zh-CN.ts';

/** The words of this room, e.g. `useRolesText()('tab.matrix')`. What the engine says comes in finished sentences. */
export const useRolesText = defineMessages('roles', messagesEn, messagesZhCN);
export type RolesText = TextOf<typeof messagesEn>;
