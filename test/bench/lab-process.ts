// A lab in a process of its own, so that what it costs is not counted as the client's. Its arguments: how many tools and
// customers there are besides those of every lab.

import { startLab } from '../../electron/lab/lab.ts';

const [tools = 0, customers = 0] = process.argv.slice(2).map(Number);
const lab = await startLab({ tools, customers });
process.send?.({ mcp: lab.mcp['modern'] });
process.once('disconnect', () => void lab.close().finally(() => process.exit(0)));
