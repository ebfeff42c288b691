// A lab in a process of its own, so that what it costs is not counted as the client's. Started by `flow.bench.ts`.

import { startLab } from '../../electron/lab/lab.ts';

const lab = await startLab();
process.send?.({ mcp: lab.mcp['modern'] });
process.once('disconnect', () => void lab.close().finally(() => process.exit(0)));
