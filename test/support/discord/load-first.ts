/**
 * Loads discord.js before anything else in a worker, as `picsift discord` does. discord.js and src/net have an undici
 * each (6 and 7), and the first one that is loaded sets the default dispatcher of both. With that of undici 7,
 * discord.js would post forms as "[object FormData]".
 */

import 'discord.js';
