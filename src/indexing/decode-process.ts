/** Entry of the decoding child. */

import { serveSandbox } from '../sandbox-child.ts';
import { decodeFile } from './decode-file.ts';

serveSandbox(decodeFile);
