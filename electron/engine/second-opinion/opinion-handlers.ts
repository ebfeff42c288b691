import type { MethodOutput, MethodParsed } from '../../../shared/contract.ts';
import { KeyholeError } from '../../../shared/contract.ts';
import type { OpenSession } from '../open-session.ts';
import type { EventId } from '../../../shared/trace/event.ts';
import { secondOpinions } from './second-opinions.ts';

/** The methods about second opinions, for the engine's table. `open` throws `KeyholeError` when there is no such session. */
export function opinionHandlers(open: (id: string) => Promise<OpenSession>) {
  return {
    'opinion.of': async ({
      session,
      exchange,
    }: MethodParsed<'opinion.of'>): Promise<MethodOutput['opinion.of']> => {
      const holder = await open(session);
      try {
        const { body, masked } = holder.recorded();
        const recorded = { masked, bytes: body, sessionAt: (id: EventId) => holder.sessionAt(id) };
        return await secondOpinions(recorded, exchange, (value) => holder.mask(value));
      } catch (error) {
        if (error instanceof RangeError)
          throw new KeyholeError('not-found', `This session has no event ${exchange}.`);
        throw error;
      }
    },
  };
}
