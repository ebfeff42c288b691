// The thread that looks through large answers, so that nothing else has to wait for it.

import { doPrivacyWork } from '../../../shared/privacy/work/privacy-work.ts';
import { serveWork } from '../thread/serve-work.ts';

serveWork(doPrivacyWork);
