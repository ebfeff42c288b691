import { defineMessages, type TextOf } from '../../i18n/define-messages.ts';
import { messagesEn } from './messages.en.ts';
import { messagesZhCN } from './messages.zh-CN.ts';

/** The words of this room, e.g. `useFlowText()('control.step')`. */
export const useFlowText = defineMessages('flow', messagesEn, messagesZhCN);
export type FlowText = TextOf<typeof messagesEn>;
