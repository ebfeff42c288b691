import { KeyholeError } from '../../shared/contract.ts';
import { readTarget } from '../engine/target.ts';
import { UsageError } from './usage-error.ts';

/** The MCP server that a command line names. Throws `UsageError` with one sentence when it is none. */
export function targetArgument(typed: string): string {
  try {
    return readTarget(typed);
  } catch (error) {
    if (error instanceof KeyholeError) throw new UsageError(error.message);
    throw error;
  }
}
