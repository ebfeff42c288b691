import type { Done, LensAnswer, MethodOutput, MethodParsed } from '../../../shared/contract.ts';
import { readPrivacyText, writePrivacyText } from '../../../shared/privacy/policy-text.ts';
import type { ContentHolder, PrivacyDesk } from './privacy-desk.ts';

/** The methods about content, for the engine's table. `open` throws `KeyholeError` when there is no such session. */
export function privacyHandlers(desk: PrivacyDesk, open: (id: string) => Promise<ContentHolder>) {
  return {
    'privacy.view': async (input: MethodParsed<'privacy.view'>): Promise<LensAnswer> =>
      desk.view(input, open(input.session)),
    'privacy.report': async (
      input: MethodParsed<'privacy.report'>,
    ): Promise<MethodOutput['privacy.report']> => desk.report(input, open(input.session)),
    'privacy.cancel': ({ work }: MethodParsed<'privacy.cancel'>): Done => {
      desk.cancel(work);
      return { done: true };
    },
    'privacy.read-policy': ({
      text,
    }: MethodParsed<'privacy.read-policy'>): MethodOutput['privacy.read-policy'] => {
      const { section, faults } = readPrivacyText(text);
      return { section: section ?? null, faults };
    },
    'privacy.write-policy': ({
      section,
      text,
    }: MethodParsed<'privacy.write-policy'>): MethodOutput['privacy.write-policy'] => ({
      text: writePrivacyText(section, text),
    }),
  };
}
