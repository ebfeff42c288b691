import type { MethodOutput, MethodParsed } from '../../../shared/contract.ts';
import { KeyholeError } from '../../../shared/contract.ts';
import type { RecordedSession } from './recorded-answer.ts';
import { secondOpinions } from './second-opinions.ts';

/** What is needed of an open session: what it recorded, and how to hide its secrets. */
export interface OpinionHolder extends RecordedSession {
  mask(value: unknown): unknown;
}

/** The methods about second opinions, for the engine's table. `open` throws `KeyholeError` when there is no such session. */
export function opinionHandlers(open: (id: string) => Promise<OpinionHolder>) {
  return {
    'opinion.of': async ({
      session,
      exchange,
    }: MethodParsed<'opinion.of'>): Promise<MethodOutput['opinion.of']> => {
      const holder = await open(session);
      try {
        return await secondOpinions(holder, exchange, (value) => holder.mask(value));
      } catch (error) {
        if (error instanceof RangeError)
          throw new KeyholeError('not-found', `This session has no event ${exchange}.`);
        throw error;
      }
    },
  };
}
