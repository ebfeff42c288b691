// The thread that masks what is large, so that the engine goes on answering.

import { serveWork } from '../thread/serve-work.ts';
import type { MaskWork } from './mask-work.ts';
import { MaskCopies } from './mask-work.ts';

const copies = new MaskCopies();

serveWork((work: MaskWork, onProgress) => copies.do(work, onProgress));
