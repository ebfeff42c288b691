import type { SdkFunctions } from './sdk-functions.ts';

/** SDK 1.x: `@modelcontextprotocol/sdk`. */
export async function loadSdk1(): Promise<SdkFunctions> {
  return import('@modelcontextprotocol/sdk/client/auth.js');
}
