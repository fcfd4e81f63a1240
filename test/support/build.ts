/** Before the first test: bring dist/ up to date with the sources, since tests start processes from it. */

import { build } from '../../packaging/build.mjs';

export default () => build();
