import { defineMessages } from '../../i18n/define-messages.ts';
import { en } from './messages.en.ts';
import { zhCN } from './messages.zh-CN.ts';

/** Words of the Privacy room. What the detectors and rules say comes in finished English sentences. */
export const usePrivacyText = defineMessages('privacy', en, zhCN);
