// @ts-check
// `npm run build`: installs when needed, then builds everything.

import { ensureBuilt } from './built.mjs';
import { ensureInstalled } from './install.mjs';
import { launch } from './places.mjs';

await launch(async () => {
  await ensureInstalled();
  await ensureBuilt(undefined, { force: true });
  return 0;
});
