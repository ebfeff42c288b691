// The thread that looks through large answers, so that nothing else has to wait for it.

import { serveWork } from '../thread/serve-work.ts';
import { doPrivacyWork } from './privacy-work.ts';

serveWork(doPrivacyWork);
