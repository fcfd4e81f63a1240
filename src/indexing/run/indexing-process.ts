/** Entry of the indexing child process. It never ends during an inference: onnxruntime would abort the process. */

import { constants } from 'node:os';
import { serveJob } from '../job/serve-job.ts';
import { runAsWriter } from './run-as-writer.ts';

serveJob(constants.priority.PRIORITY_BELOW_NORMAL, runAsWriter);
